import { expect, test } from 'vitest';
import type { Place } from '#adapters/aws/objects';
import { Published } from '#adapters/aws/published';
import { publish, Request } from '#lambdas/deploy/publish';
import { tracktion } from '#test/story';

const settings = {
  alarms: { 'made-up-by-the-stack': { service: 'database', rule: 'service-down' } },
  bases: { database: null },
  functions: {},
  topics: { team: 'arn:aws:sns:eu-central-1:123456789012:team' },
  speed: 1,
  marginSeconds: 60,
  apiUrl: 'https://api.example.com',
  dashboardUrl: 'https://dashboard.example.com',
  publicUrl: 'https://api.example.com',
  secretPrefix: 'tocsin/',
  catchAll: 'oncall_manager',
};
const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Object' };
const properties = (given: object = settings) => ({
  ServiceToken: 'arn',
  Bucket: 'own',
  Key: 'release.json',
  Playbook: { Bucket: 'assets', Key: 'playbook.json' },
  Alarms: { Bucket: 'assets', Key: 'alarms.json' },
  Settings: JSON.stringify(given),
});
const named = { errors: { service: 'database', rule: 'high-error-rate' } };

/** The publisher on a bucket in memory. */
function publisher() {
  const stored = new Map([
    ['assets/playbook.json', JSON.stringify({ pack: tracktion.pack, people: tracktion.people })],
    ['assets/alarms.json', JSON.stringify(named)],
  ]);
  const at = ({ bucket, key }: Place) => `${bucket}/${key}`;
  const answers: [string, Record<string, string>][] = [];
  const logged: string[] = [];
  const log = (message: string, facts: unknown) => logged.push(`${message} ${JSON.stringify(facts)}`);
  const ports = {
    objects: {
      get: async (place: Place) => {
        const text = stored.get(at(place));
        if (text === undefined) throw new Error(`no ${at(place)}`);
        return { text, etag: '1' };
      },
      put: async (place: Place, text: string) => void stored.set(at(place), text),
      remove: async (place: Place) => void stored.delete(at(place)),
    },
    answer: async (url: string, body: string) => void answers.push([url, JSON.parse(body)]),
    log: { info: log, warn: log, error: log },
  };
  const ask = (request: object) =>
    publish(ports, Request.parse({ ...ids, ResponseURL: 'https://cfn.example.com', ...request }));
  return { stored, answers, logged, ask };
}

test('a creation and an update write all that functions read into one object', async () => {
  const { stored, answers, ask } = publisher();
  await ask({ RequestType: 'Create', ResourceProperties: properties() });
  const published = Published.parse(JSON.parse(stored.get('own/release.json') ?? ''));
  expect(published).toMatchObject({ catchAll: 'oncall_manager', alarms: { ...named, ...settings.alarms } });
  expect(published.people).toEqual(tracktion.people);
  await ask({
    RequestType: 'Update',
    PhysicalResourceId: 'own/release.json',
    ResourceProperties: properties({ ...settings, catchAll: 'team' }),
  });
  expect(JSON.parse(stored.get('own/release.json') ?? '')).toMatchObject({ catchAll: 'team' });
  const success = { ...ids, Status: 'SUCCESS', PhysicalResourceId: 'own/release.json' };
  expect(answers).toEqual([
    ['https://cfn.example.com', success],
    ['https://cfn.example.com', success],
  ]);
});

test('what does not fit fails the deployment, says why without an address, and leaves the object as it was', async () => {
  const { stored, answers, logged, ask } = publisher();
  await ask({ RequestType: 'Create', ResourceProperties: properties() });
  const before = stored.get('own/release.json');
  stored.set(
    'assets/playbook.json',
    JSON.stringify({ pack: tracktion.pack, people: { version: 1, people: 'ann@example.com' } }),
  );
  await ask({ RequestType: 'Update', PhysicalResourceId: 'own/release.json', ResourceProperties: properties() });
  expect(stored.get('own/release.json')).toBe(before);
  // under the name that it has: another one would be another object, whose old one CloudFormation removes
  expect(answers[1]?.[1]).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'own/release.json',
    Reason: expect.stringContaining('ZodError'),
  });
  expect(JSON.stringify([answers, logged])).not.toContain('ann@');
  expect(logged).toHaveLength(1);
});

test('the end of a stack, or of a release, removes its object; a creation that failed left none', async () => {
  const { stored, answers, ask } = publisher();
  await ask({ RequestType: 'Create', ResourceProperties: properties() });
  await ask({ RequestType: 'Delete', PhysicalResourceId: 'own/release.json' });
  expect([...stored.keys()]).toEqual(['assets/playbook.json', 'assets/alarms.json']);
  await ask({ RequestType: 'Delete', PhysicalResourceId: 'nothing was published' });
  expect(answers.map(([, { Status }]) => Status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
});
