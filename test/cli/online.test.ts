import { afterAll, beforeAll, expect, test } from 'vitest';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { gatewayServer } from '#test/gateway';
import { apiOn, claimsOf } from '../api/support.ts';
import { tocsin, tocsinHere } from './support.ts';

const { world } = apiOn();
let close: () => Promise<void>;
let url = '';
/** Answers that get lost on their way back. */
let lost = 0;

/** The API on loopback; the bearer token is the role. */
beforeAll(async () => {
  ({ url, close } = await gatewayServer({
    serve: gateway(api(world.ports)),
    verify: (token) => claimsOf(token, 'ana'),
    open: [],
    after: async (request) => {
      await world.clock.settle();
      if (lost === 0) return;
      lost -= 1;
      request.socket.destroy();
    },
  }));
});
afterAll(() => close());

const as = (role: string, ...args: string[]) => tocsinHere(args, { TOCSIN_API_URL: url, TOCSIN_TOKEN: role });
const json = async (role: string, ...args: string[]) => {
  const { code, out, err } = await as(role, ...args, '--output', 'json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
};

test('from an empty list over a declaration to the end, by the command line alone', async () => {
  const empty = await as('viewer', 'list');
  expect([empty.code, empty.out]).toEqual([
    0,
    'No incidents found. Declare one with: tocsin declare "what is wrong"\n',
  ]);

  const declared = await json(
    'responder',
    'declare',
    'Uploads fail',
    '--severity',
    'P2',
    '--service',
    'file-watcher',
    '--fact',
    'revenue-loss=3',
  );
  const { id } = declared;
  expect(declared).toMatchObject({
    severity: 'P2',
    state: 'open',
    service: 'file-watcher',
    facts: { 'revenue-loss': 3 },
  });
  expect((await as('viewer', 'list')).out).toMatch(new RegExp(`^${id} +P2 +open +investigating .* Uploads fail\n$`));

  expect((await json('responder', 'acknowledge', id)).acknowledged.by).toBe('ana');
  await json('responder', 'note', id, '--text', 'It began with the deployment', '--tick', 'rapid.api-answers');
  await json('responder', 'escalate', id, '--to', 'secondary_oncall', '--reason', 'I need help');
  await json(
    'responder',
    'update',
    id,
    '--audience',
    'internal',
    '--field',
    'situation=a=b',
    '--field',
    'actions=none',
    '--field',
    'next-steps=look',
  );
  await world.clock.wind(60_000);
  const shown = await as('viewer', 'show', id);
  expect(shown.out).toContain(`tocsin decide ${id} --question resolution-type --option fix|rollback|workaround`);
  expect(shown.out).toMatch(/00:00:00 {2}page +secondary_oncall\/bob by pagerduty +escalated by ana: I need help/);
  expect((await json('commander', 'decide', id, '--question', 'resolution-type', '--option', 'fix')).plan.option).toBe(
    'fix',
  );

  const refused = await as('responder', 'resolve', id, 'false-alarm', '--reason', 'a test');
  expect([refused.code, refused.out]).toEqual([1, '']);
  expect(refused.err).toContain('this needs the role commander; the token has responder');
  expect((await json('commander', 'resolve', id, 'false-alarm', '--reason', 'a test')).ended.as).toBe('false-alarm');
  const again = await as('commander', 'resolve', id, 'false-alarm', '--reason', 'a test');
  expect([again.code, again.err]).toEqual([5, `${id} is already ended\n`]);
});

test('exit codes: 3 with every wrong field, 4 for what is not there, 1 when nobody answers', async () => {
  const wrong = await as('responder', 'declare', 'x', '--severity', 'P9', '--service', 'no', '--category', 'no');
  expect([wrong.code, wrong.out]).toEqual([3, '']);
  expect(wrong.err).toMatch(
    / {2}severity: is not one of P1, P2, P3, P4\n {2}service: is not one of .*\n {2}category: is not one of \(nothing\)/,
  );
  expect((await as('viewer', 'show', 'INC-none')).code).toBe(4);
  const nobody = await tocsin(['list', '--api-url', 'http://127.0.0.1:9', '--token', 'x']);
  expect([nobody.code, nobody.out]).toEqual([1, '']);
  expect(nobody.err).toMatch(/^http:\/\/127\.0\.0\.1:9\/v1\/incidents cannot be reached: /);
});

test('an answer that is lost is asked for again: one incident, not two', async () => {
  const before = (await json('viewer', 'list')).items.length;
  lost = 1;
  const { title } = await json('responder', 'declare', 'Only once');
  expect([title, lost, (await json('viewer', 'list')).items.length]).toEqual(['Only once', 0, before + 1]);
});
