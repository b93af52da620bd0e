import { afterEach, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import { outcomeOf } from '#app/actions/look';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { startDemoService } from '#local/demo-service/server';
import { featureFlag } from '#plugins/actions/feature-flag/action';
import { switched } from '#plugins/actions/feature-flag/flags';
import { connect, labelOf } from '#plugins/actions/feature-flag/run';
import { runs } from '#plugins/actions/runs';
import { awsError } from '#plugins/fakes/aws';
import { signatureFault } from '#plugins/fakes/signed-request';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const key = 'INC-000042.1.mitigate.1.off';
const off = {
  kind: 'feature-flag',
  application: 'shop123',
  environment: 'prod123',
  profile: 'flags12',
  flag: 'checkout',
  enabled: false,
  strategy: 'atonce1',
};
type Act = Parameters<ReturnType<typeof connect>['start']>[1];
const actOf = (more: object = {}) => featureFlag.schema.parse({ ...off, ...more }) as Act;
const act = actOf();
/** A busy machine is no lost answer. */
const system = (url: string) => ({
  ...portsAt(url, [], { APPCONFIG_URL: url }),
  http: fetchHttp({ allowHosts: [new URL(url).host], wallTimeoutMs: 10_000 }),
});
const runnerAgainst = async (...answers: WireAnswer[]) => {
  server = await answering(() => answers.shift() ?? { broken: 'hanging' });
  return connect(portsAt(server.url, [], { APPCONFIG_URL: server.url }));
};
const asked = () =>
  (server?.asked ?? []).map(({ method, path }) => `${method} ${path.replace('/applications/shop123/', '')}`);

const content = {
  version: '1',
  flags: { checkout: { name: 'checkout', _createdAt: '2026-01-01T00:00:00Z' }, search: { name: 'search' } },
  values: { checkout: { enabled: true, limit: 100 }, search: { enabled: true } },
};
const none = json(200, { Items: [] });
const deployment = (n: number, State: string, more: object = {}) => ({
  DeploymentNumber: n,
  State,
  ConfigurationProfileId: 'flags12',
  ConfigurationVersion: '7',
  ...more,
});
const listed = (...Items: object[]) => json(200, { Items });
const version = (text: string): WireAnswer => ({ status: 200, headers: { 'version-number': '7' }, body: text });
const made = (number: string): WireAnswer => ({ status: 201, headers: { 'version-number': number }, body: '{}' });
const started = json(201, deployment(5, 'DEPLOYING'));
const versions = 'configurationprofiles/flags12/hostedconfigurationversions';
const deployments = 'environments/prod123/deployments';

test('the flag is switched in what is deployed now, and not in what was only written; nothing else changes', async () => {
  const runner = await runnerAgainst(
    none,
    listed(deployment(4, 'ROLLED_BACK'), deployment(3, 'COMPLETE'), deployment(2, 'COMPLETE')),
    json(200, deployment(3, 'COMPLETE', { ConfigurationProfileId: 'other12' })),
    json(200, deployment(2, 'COMPLETE')),
    version(JSON.stringify(content)),
    made('9'),
    started,
  );
  expect(await runner.start(key, act, 'INC-000042')).toEqual({ handle: '5' });
  expect(asked()).toEqual([
    `GET ${versions}?version_label=${labelOf(key)}`,
    `GET ${deployments}?max_results=50`,
    `GET ${deployments}/3`,
    `GET ${deployments}/2`,
    `GET ${versions}/7`,
    `POST ${versions}`,
    `POST ${deployments}`,
  ]);
  const [create, start] = server?.asked.slice(-2) ?? [];
  expect(JSON.parse(create?.body ?? '')).toEqual({
    ...content,
    values: { ...content.values, checkout: { enabled: false, limit: 100 } },
  });
  expect([create?.headers['versionlabel'], create?.headers['description']]).toEqual([
    labelOf(key),
    'INC-000042: checkout off',
  ]);
  expect(JSON.parse(start?.body ?? '')).toEqual({
    DeploymentStrategyId: 'atonce1',
    ConfigurationProfileId: 'flags12',
    ConfigurationVersion: '9',
    Description: 'INC-000042: checkout off',
  });
  const now = () => new Date('2026-01-05T03:04:30Z');
  const signer = {
    service: 'appconfig',
    region: 'eu-central-1',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'test',
    now,
  };
  for (const request of server?.asked ?? []) expect(signatureFault(request, signer)).toBeUndefined();
});

test('a version that was made and not deployed is deployed; one that is deployed is found, and no other is started', async () => {
  const known = json(200, { Items: [{ VersionNumber: 9 }] });
  const half = await runnerAgainst(known, listed(deployment(4, 'COMPLETE')), started);
  expect(await half.start(key, act, 'INC-000042')).toEqual({ handle: '5' });
  expect(JSON.parse(server?.asked.at(-1)?.body ?? '')).toMatchObject({ ConfigurationVersion: '9' });
  await server?.close();
  const whole = await runnerAgainst(known, listed(deployment(6, 'DEPLOYING', { VersionLabel: labelOf(key) })));
  expect(await whole.start(key, act, 'INC-000042')).toEqual({ handle: '6' });
  expect(asked().filter((one) => one.startsWith('POST'))).toEqual([]);
});

test('where the flag is so already, nothing is deployed', async () => {
  const runner = await runnerAgainst(
    none,
    listed(deployment(2, 'BAKING')),
    json(200, deployment(2, 'BAKING')),
    version(JSON.stringify(content)),
  );
  expect(await runner.start(key, actOf({ enabled: true, parameters: { limit: 100 } }), 'INC-000042')).toEqual({
    status: 'succeeded',
    output: 'checkout was on already',
  });
});

const untilCreate = [
  none,
  listed(deployment(2, 'COMPLETE')),
  json(200, deployment(2, 'COMPLETE')),
  version(JSON.stringify(content)),
];
type Kind = typeof NoAnswer | typeof RateLimited | typeof Undeliverable | typeof Unreachable;
test.each<[string, WireAnswer[], Kind, string]>([
  [
    'nothing deployed',
    [none, listed(deployment(1, 'ROLLED_BACK'))],
    Undeliverable,
    'nothing of the profile flags12 is deployed in the environment',
  ],
  [
    'an application that is not there',
    [awsError(404, 'ResourceNotFoundException', {})],
    Undeliverable,
    'ResourceNotFoundException',
  ],
  [
    'missing rights',
    [awsError(403, 'AccessDeniedException', { Message: 'SECRET' })],
    Undeliverable,
    'AccessDeniedException',
  ],
  [
    'a first list that is not given: an earlier start is not ruled out',
    [awsError(500, 'InternalServerException', {})],
    NoAnswer,
    'InternalServerException (500)',
  ],
  [
    'a list of deployments that is not given: nothing has begun',
    [none, awsError(500, 'InternalServerException', {})],
    Unreachable,
    'InternalServerException (500)',
  ],
  [
    'an attribute that is refused',
    [...untilCreate, awsError(400, 'BadRequestException', { Message: 'SECRET' })],
    Undeliverable,
    'BadRequestException',
  ],
  [
    'a label that was taken meanwhile',
    [...untilCreate, awsError(409, 'ConflictException', {})],
    NoAnswer,
    'ConflictException',
  ],
  [
    'a version whose answer is lost: it has no effect yet',
    [...untilCreate, awsError(500, 'InternalServerException', {})],
    Unreachable,
    'InternalServerException (500)',
  ],
  [
    'another deployment under way',
    [...untilCreate, made('9'), awsError(409, 'ConflictException', {})],
    Undeliverable,
    'another deployment in the environment is under way, or still bakes (ConflictException)',
  ],
  [
    'throttling',
    [...untilCreate, made('9'), awsError(429, 'ThrottlingException', {})],
    RateLimited,
    'ThrottlingException',
  ],
  [
    'a deployment whose answer is lost',
    [...untilCreate, made('9'), awsError(500, 'InternalServerException', {})],
    NoAnswer,
    'InternalServerException (500)',
  ],
])('a start that meets %s', async (_, answers, kind, words) => {
  const error = await (await runnerAgainst(...answers)).start(key, act, 'INC-000042').then(
    () => new Error('nothing was refused'),
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toBe(`AppConfig: ${words}`);
});

test.each<[string, object]>([
  ...['VALIDATING', 'DEPLOYING', 'ROLLING_BACK'].map((word): [string, object] => [word, { status: 'running' }]),
  ...['BAKING', 'COMPLETE'].map((word): [string, object] => [
    word,
    { status: 'succeeded', output: 'checkout is off, deployed everywhere by deployment 5' },
  ]),
  ...['ROLLED_BACK', 'REVERTED'].map((word): [string, object] => [
    word,
    { status: 'failed', output: `deployment 5 is ${word}` },
  ]),
])('a deployment that is %s', async (State, look) => {
  const runner = await runnerAgainst(json(200, deployment(5, State)));
  expect(await runner.look(act, '5', 'INC-000042')).toEqual(look);
});

test.each<[string, WireAnswer, Kind]>([
  ['a word that this release does not know', json(200, deployment(5, 'PAUSED')), NoAnswer],
  ['a service that fails', awsError(500, 'InternalServerException', {}), Unreachable],
])('a look that meets %s says nothing of the deployment', async (_, answer, kind) => {
  await expect((await runnerAgainst(answer)).look(act, '5', 'INC-000042')).rejects.toThrow(kind);
});

test('without a Region nothing is called', async () => {
  await expect(connect(portsAt('http://127.0.0.1:9')).start(key, act, 'INC-000042')).rejects.toThrow(NotConfigured);
});

test('against the fake: off, then its undo; one that goes on too long is rolled back', async () => {
  const service = await startDemoService({ plugins: [featureFlag] });
  try {
    service.setAction('checkout', { seconds: 0 });
    const actions = runs([featureFlag], system(service.url));
    const first = await actions.start(key, act, 'INC-000042');
    expect(await actions.look(act, first.handle, 'INC-000042')).toMatchObject({ status: 'succeeded' });
    const undo = actOf({ enabled: true });
    const second = await actions.start(`${key}.undo`, undo, 'INC-000042');
    expect(await actions.look(undo, second.handle, 'INC-000042')).toEqual({
      status: 'succeeded',
      output: 'checkout is on, deployed everywhere by deployment 3',
    });
    service.setAction('checkout', { seconds: 600 });
    const third = await actions.start(`${key}.again`, act, 'INC-000042');
    await expect(actions.start(`${key}.beside`, actOf({ parameters: { limit: 5 } }), 'INC-000042')).rejects.toThrow(
      'another deployment in the environment is under way',
    );
    const given = { act, handle: third.handle, incidentId: 'INC-000042', until: '2026-01-05T03:00:00Z', timeout: '5m' };
    expect(await outcomeOf({ actions, now: () => new Date('2026-01-05T03:01:00Z') }, given)).toEqual({
      outcome: 'unknown',
      output: 'still running after 5m, and told to stop',
    });
    expect(await actions.look(act, third.handle, 'INC-000042')).toEqual({
      status: 'failed',
      output: 'deployment 4 is ROLLED_BACK',
    });
    const unknown = actions.start(`${key}.unknown`, actOf({ parameters: { colour: 'red' } }), 'INC-000042');
    await expect(unknown).rejects.toThrow('AppConfig: BadRequestException');
  } finally {
    await service.close();
  }
});

test.each<[string, string, string]>([
  ['what is no JSON', 'enabled: true', 'AppConfig: the profile holds no feature flags'],
  ['a configuration of another kind', '{"checkout":true}', 'AppConfig: the profile holds no feature flags'],
  ['no such flag', '{"version":"1"}', 'AppConfig: the profile has no flag checkout'],
  [
    'variants',
    '{"version":"1","flags":{"checkout":{}},"values":{"checkout":{"_variants":[{"name":"a"}]}}}',
    'AppConfig: the flag checkout has variants, which are switched by hand',
  ],
])('content with %s is not switched', (_, text, words) => {
  expect(() => switched(text, { flag: 'checkout', enabled: false, attributes: {} })).toThrow(words);
});

test('a flag without a value yet is given one', () => {
  const text = switched('{"version":"1","flags":{"checkout":{}}}', {
    flag: 'checkout',
    enabled: true,
    attributes: { limit: 1 },
  });
  expect(JSON.parse(text ?? '').values).toEqual({ checkout: { enabled: true, limit: 1 } });
});

test.each([
  ['an application by its name', { application: 'Shop' }, 'application'],
  ['a strategy by its name', { strategy: 'All at once' }, 'strategy'],
  ['a flag that is no key', { flag: 'New checkout' }, 'flag'],
  ['an attribute that is a field', { parameters: { enabled: true } }, 'parameters'],
  ['an attribute of AppConfig’s own', { parameters: { _variants: 'x' } }, 'parameters'],
])('%s is refused by the schema', (_, more, field) => {
  expect(featureFlag.schema.safeParse({ ...off, ...more }).error?.issues[0]?.path).toEqual([field]);
});
