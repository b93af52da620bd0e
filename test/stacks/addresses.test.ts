import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { IncidentResponse } from '#lib/index';
import { scratchApp, tracktion } from './synthesized.ts';

/** The names of `services` that synthesis warns of. */
function lacking(services: Record<string, string>): string[] {
  const stack = new Stack(scratchApp(), 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  new IncidentResponse(stack, 'Tocsin', { playbook: tracktion, catchAll: 'oncall_manager', services });
  return Annotations.fromStack(stack)
    .findWarning('/shop/Tocsin', Match.stringLikeRegexp('the playbook speaks of services'))
    .map(({ entry }) => /services\.([\w-]+),/.exec(JSON.stringify(entry.data))?.[1] ?? '')
    .sort();
}

test('an address that a check or an action calls and the app does not give is said at synthesis', () => {
  const all = lacking({});
  expect(all).toEqual([
    'analysis-service',
    'database',
    'file-watcher',
    'notification-service',
    'operations',
    'prometheus',
    'tracklist-service',
  ]);
  const address = 'https://one.internal.example';
  expect(lacking({ [all[0] ?? '']: address })).toEqual(all.slice(1));
  expect(lacking(Object.fromEntries(all.map((name) => [name, address])))).toEqual([]);
});
