import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundles } from '#lib/bundle';
import { groupsOf } from '#lib/environment';
import { type HandlerName, type Right, rights } from '#lib/rights';

const from = bundles();
const names = Object.keys(rights) as HandlerName[];
const bundleOf = (handler: HandlerName) => readFileSync(join(from, handler, 'index.js'), 'utf8');

/** The clients of the SDK in a bundle, by the name that each has in its own settings; those that only find credentials left out. */
const clientsIn = (bundle: string): string[] => {
  const found = [...bundle.matchAll(/serviceId\?\?"([^"]+)"/g)].map(([, name = '']) => name);
  return [...new Set(found)].filter((name) => !['SSO', 'SSO OIDC', 'STS', 'Signin'].includes(name));
};
/** The clients that the rights of a handler make it talk by. */
const needed: Partial<Record<Right, string[]>> = {
  table: ['DynamoDB'],
  'fill-queues': ['SQS'],
  'wake-pages': ['SQS'],
  'wake-messages': ['SQS'],
  'hear-hooks': ['Secrets Manager'],
  'hear-sources': ['Secrets Manager', 'SQS'],
  'start-runs': ['SFN'],
  'look-at-runs': ['SFN'],
  'answer-tokens': ['SFN'],
  'answer-own-tokens': ['SFN'],
  'set-schedules': ['Scheduler'],
  'read-checks': ['CloudWatch', 'Secrets Manager'],
  'run-actions': ['Lambda', 'Secrets Manager'],
  'ask-for-readings': ['Lambda'],
  'reach-people': ['Secrets Manager', 'SESv2', 'Pinpoint SMS Voice V2', 'SNS'],
  'reach-places': ['Secrets Manager', 'SESv2', 'Pinpoint SMS Voice V2', 'SNS'],
};

describe.each(names)('%s', (handler) => {
  test('holds the clients that its rights need, and no others', () => {
    const expected = new Set((rights[handler] as readonly Right[]).flatMap((right) => needed[right] ?? []));
    expect(clientsIn(bundleOf(handler)).toSorted()).toEqual([...expected].toSorted());
  });

  test('reads the settings that it is given, and no others', () => {
    const read = [
      ...bundleOf(handler).matchAll(
        /[\w$]\("(table|queues|signals|executions|links|schedules|secrets|deployed|readings)"\)/g,
      ),
    ];
    expect([...new Set(read.map(([, group]) => String(group)))].toSorted()).toEqual(groupsOf(handler).toSorted());
  });
});
