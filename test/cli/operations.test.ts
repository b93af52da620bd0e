import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as z from 'zod';
import { roles } from '#app/api/roles';
import type { Verb } from '#app/api/verb';
import { registry } from '#app/operations/registry';
import { offlineVerbs } from '#cli/offline';
import { programOf } from '#cli/program';
import { redriveVerb } from '#cli/redrive/command';
import { signInVerbs } from '#cli/sign-in/command';
import { addUserVerb } from '#cli/users/command';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { gatewayServer } from '#test/gateway';
import { promtool, without } from '#test/prometheus';
import { apiOn, claimsOf } from '../api/support.ts';

const verbs = registry.flatMap((o) => ('none' in o.cli ? [] : [{ ...o, verb: o.cli.verb, cli: o.cli }]));
const settable = (verb: Verb): string[] => [...(verb.arguments ?? []), ...(verb.options ?? [])].map((o) => o.sets);
const fields = (part: string, schema: z.ZodObject | undefined): string[] =>
  Object.keys(schema?.shape ?? {}).map((name) => `${part}.${name}`);

test.each(verbs)('tocsin $verb can say all that $method $path takes', ({ name, path, query, body, cli }) => {
  const takes = [...(path.includes('{id}') ? ['path.id'] : []), ...fields('query', query), ...fields('body', body?.())];
  // a declaration of the command line is manual without saying so
  const said = name === 'declare' ? ['body.source'] : [];
  expect([...settable(cli), ...said].sort()).toEqual(takes.sort());
});

test('every verb is one of its own, and what has none says why', () => {
  const all = [...verbs.map((v) => v.verb), ...offlineVerbs, ...signInVerbs, redriveVerb, addUserVerb];
  expect(new Set(all).size).toBe(all.length);
  expect(registry.flatMap((o) => ('none' in o.cli ? [`${o.path}: ${o.cli.none}`] : []))).toEqual([
    '/v1/test-pages/{id}: test-page waits and shows it',
    '/v1/doctor: doctor without a directory asks for it',
    '/v1/sign-in: tocsin login asks for it',
    '/openapi.json: generators of clients read it; docs/openapi.json is the same',
    '/docs: a page for browsers; `tocsin --help` lists the same',
    '/health: for load balancers and probes',
  ]);
});

const { world } = apiOn();
let server: Awaited<ReturnType<typeof gatewayServer>>;
beforeAll(async () => {
  server = await gatewayServer({
    serve: gateway(api(world.ports)),
    verify: (token) => (roles.some((role) => role === token) ? claimsOf(token, 'ana') : undefined),
    open: [],
    after: () => world.clock.settle(),
  });
});
afterAll(() => server.close());

/** What a command writes; an option that `args` repeat counts as they say it. */
async function tocsin(role: string, verb: string, ...args: string[]): Promise<string> {
  const written: string[] = [];
  const program = programOf(registry, (text) => written.push(text));
  await program.parseAsync(['node', 'tocsin', verb, '--api-url', server.url, '--token', role, ...args]);
  return written.join('');
}
const json = async (role: string, verb: string, ...args: string[]) =>
  JSON.parse(await tocsin(role, verb, ...args, '--output', 'json'));

test('a test page: the command waits until every channel has answered', async () => {
  const said = await tocsin('responder', 'test-page', 'me');
  expect(said.split('\n').filter((line) => line.startsWith('  ') && !line.startsWith('    '))).toEqual([
    expect.stringMatching(/^ {2}pagerduty: accepted: taken by the provider as pagerduty-\d+$/),
    expect.stringMatching(/^ {2}sms: accepted: /),
    expect.stringMatching(/^ {2}email: accepted: /),
  ]);
  expect(said).toContain('not arrived? the account is out of the SMS sandbox');
});

test('an incident from its declaration to its action items, by the verbs that the first command line lacked', async () => {
  const { id } = await json('responder', 'declare', 'Uploads fail', '--severity', 'P2', '--service', 'file-watcher');
  const why = ['--reason', 'all users are hurt'];
  expect(await tocsin('commander', 'severity', id, 'P1', ...why)).toBe(
    `${id.padEnd(20)} P1     open      investigating     2026-03-11T14:02:00.000Z  Uploads fail\n`,
  );
  expect((await json('commander', 'role', id, 'IC', 'ana')).roles).toEqual({ IC: 'ana' });
  await tocsin('responder', 'page', id, 'secondary_oncall', '--reason', 'I need help');
  expect(await tocsin('viewer', 'timeline', id)).toMatch(/00:00:00 {2}page +secondary_oncall\/bob/);
  expect((await json('viewer', 'timeline', id)).items[0]).toMatchObject({ kind: 'opened', seconds: 0 });

  await expect(tocsin('viewer', 'invitation', id)).rejects.toMatchObject({ code: 4 });
  world.measuring = true;
  await tocsin('responder', 'acknowledge', id);
  await world.clock.wind(120_000);
  await tocsin('commander', 'resolve', id, '--reason', 'restarted by hand');
  await world.clock.wind(900_000);

  expect((await tocsin('viewer', 'report', id)).split('\n')[0]).toBe(`# Review of ${id}: Uploads fail`);
  expect(await json('viewer', 'report', id)).toMatchObject({ id, severity: 'P1' });
  expect((await tocsin('viewer', 'invitation', id)).split('\r\n')[0]).toBe('BEGIN:VCALENDAR');
  expect((await json('viewer', 'invitation', id)).text.split('\r\n')[0]).toBe('BEGIN:VCALENDAR');

  const items = await tocsin('viewer', 'items', '--status', 'open', '--incident', id);
  expect(items.split('\n')[0]).toMatch(new RegExp(`^AI-${id}-001 +open +2026-03-18 `));
  const item = `AI-${id}-001`;
  expect(await json('commander', 'item', item, '--status', 'done', '--owner', 'ana')).toMatchObject({
    id: item,
    status: 'done',
    owner: 'ana',
    version: 2,
  });
  await expect(tocsin('commander', 'item', item, '--owner', 'bob', '--if-version', '1')).rejects.toMatchObject({
    code: 5,
    message: 'it is at version "2"',
  });

  const after = async (ids: string) => (await json('commander', 'item', item, '--depends-on', ids)).dependsOn;
  expect([await after(`AI-${id}-002`), await after('')]).toEqual([[`AI-${id}-002`], []]);

  expect(await tocsin('viewer', 'metrics', '--from', '2026-03-11T00:00:00Z')).toMatch(/^P1 +1 incidents +0 open {2}/);
  expect((await json('viewer', 'on-call', '--at', '2026-03-11T14:02:00Z')).items[0].people[0].person).toBe('alice');
  expect(await tocsin('viewer', 'on-call', '--at', '2026-03-11T14:02:00Z')).toMatch(/^primary_oncall +alice \(primary/);
});

test.skipIf(promtool === undefined)(`promtool takes the metrics${without(promtool, 'prometheus')}`, async () => {
  const exposed = await tocsin('viewer', 'metrics', '--prometheus');
  expect(exposed.split('\n')[2]).toBe('incidents_total{severity="P1"} 1');
  const { status, stderr } = spawnSync(promtool ?? '', ['check', 'metrics'], { input: exposed, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('reopening and merging', async () => {
  const { id } = await json('responder', 'declare', 'Uploads fail again');
  await tocsin('commander', 'resolve', id, 'recovered', '--reason', 'it went away');
  expect((await json('commander', 'reopen', id, '--reason', 'it came back')).cycle).toBe(2);
  const other = (await json('responder', 'declare', 'The same')).id;
  expect((await json('commander', 'merge', other, '--of', id, '--reason', 'one cause')).ended).toMatchObject({
    as: 'duplicate',
    of: id,
  });
  await expect(tocsin('commander', 'merge', id, '--of', 'INC-none', '--reason', 'x')).rejects.toMatchObject({
    code: 3,
    message: expect.stringContaining('  of: there is no incident INC-none'),
  });
});

test('an answer of a later release is still shown, and one that cannot be read is shown as it came', async () => {
  const row = {
    id: 'INC-1',
    severity: 'P1',
    status: 'investigating',
    title: 'x',
    openedAt: '2026-03-11T14:02:00.000Z',
  };
  const later = { items: [{ ...row, state: 'suspended' }], next: null };
  const answers = [later, { incidents: [row] }];
  const other = await gatewayServer({
    serve: async () => ({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answers.shift()),
    }),
    verify: () => ({}),
    open: [],
  });
  const list = () => tocsin('viewer', 'list', '--api-url', other.url);
  expect(await list()).toBe('INC-1                P1     suspended investigating     2026-03-11T14:02:00.000Z  x\n');
  expect(JSON.parse(await list())).toEqual({ incidents: [row] });
  await other.close();
});

test('lists are read page by page, and filtered', async () => {
  const one = await json('viewer', 'list', '--limit', '1');
  const two = await json('viewer', 'list', '--limit', '1', '--next', one.next);
  expect(new Set([...one.items, ...two.items].map((i) => i.id)).size).toBe(2);
  expect((await json('viewer', 'list', '--severity', 'P1', '--service', 'file-watcher')).items).toHaveLength(1);
  expect(await tocsin('viewer', 'items', '--incident', 'INC-none')).toBe('No action items found.\n');
});

test.each([
  ['a role that is not enough', ['viewer', 'acknowledge', 'INC-1'], 1, 'this needs the role responder'],
  ['a token that does not verify', ['mallory', 'list'], 1, 'the token may have expired'],
  ['an id with a question mark', ['viewer', 'show', 'INC-1?x'], 4, 'no incident INC-1?x'],
])('%s', async (_, [role = '', verb = '', ...args], code, message) => {
  await expect(tocsin(role, verb, ...args)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test.each([
  [['note', 'INC-1', '--fact', 'nothing'], 'expected name=value'],
  [['escalate', 'INC-1', '--level', 'two', '--reason', 'x'], 'expected a whole number'],
])('%j is refused before the API is asked: %s', async ([verb = '', ...args], message) => {
  await expect(tocsin('admin', verb, ...args)).rejects.toMatchObject({ message: expect.stringContaining(message) });
});
