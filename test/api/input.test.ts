import { beforeAll, describe, expect, test } from 'vitest';
import { apiOn, wrongIn } from './support.ts';

const deep = `${'['.repeat(21)}${']'.repeat(21)}`;

describe('a wrong body is refused with every wrong field named, and nothing is stored', () => {
  const { ask, world, declared } = apiOn();
  let id = '';
  let other = '';
  beforeAll(async () => {
    id = await declared();
    other = await declared({ title: 'Other' });
  });
  const cases: [string, unknown, string[]][] = [
    [
      'POST /v1/incidents',
      {
        source: 'alarm',
        title: ' ',
        severity: 'P9',
        service: 'x',
        category: 'x',
        reporter: 7,
        facts: { a: [], '': 1 },
        more: 1,
      },
      ['category', 'facts.', 'facts.a', 'more', 'reporter', 'service', 'severity', 'source', 'title'],
    ],
    ['POST /v1/incidents', { title: 'two\nlines' }, ['title']],
    ['POST /v1/incidents', {}, ['title']],
    ['POST /v1/incidents', [], ['']],
    ['POST /v1/incidents', null, ['']],
    ['POST acknowledge', { reason: '', by: 'ana' }, ['by', 'reason']],
    ['POST escalate', {}, ['level', 'reason']],
    ['POST escalate', { level: 9, to: 'nobody', reason: '' }, ['level', 'reason', 'to']],
    ['POST escalate', { level: 3, to: 'ana', reason: 'x' }, ['level']],
    ['POST severity', { severity: 'SEV1' }, ['reason', 'severity']],
    ['POST roles', { role: 'boss', person: 'engineering_manager' }, ['person', 'role']],
    ['POST responders', { to: 'nobody' }, ['reason', 'to']],
    ['POST updates', { audience: 'press', what: 'rumour', fields: 3 }, ['audience', 'fields', 'what']],
    [
      'POST updates',
      { audience: 'internal', fields: { situation: 'x', mood: 'y' } },
      ['fields.actions', 'fields.mood', 'fields.next-steps'],
    ],
    ['POST updates', { audience: 'internal', what: 'final', text: 'x' }, ['what']],
    ['POST notes', {}, ['text']],
    ['POST notes', { text: '', tick: 'no-such-item', facts: { __proto__x: 1 } }, ['facts.__proto__x', 'text', 'tick']],
    ['POST decisions', { option: 3 }, ['option', 'question']],
    ['POST resolve', { as: 'done' }, ['as', 'reason']],
    ['POST resolve', { as: 'duplicate', reason: 'x' }, ['of']],
    ['POST resolve', { as: 'duplicate', of: 'INC-none', reason: '' }, ['of', 'reason']],
    ['POST resolve', { as: 'fixed', of: 'OTHER', reason: 'x' }, ['of']],
    ['POST merge', { of: 'SELF' }, ['of', 'reason']],
    ['POST reopen', { reason: 5 }, ['reason']],
  ];
  test.each(cases)('%s %j: %j', async (line, body, paths) => {
    const before = world.table.dump();
    const path = line.replace(/POST (\w+)$/, `POST /v1/incidents/${id}/$1`);
    const text = JSON.stringify(body).replace('OTHER', other).replace('SELF', id);
    const { status, json, headers } = await ask(path, { text, headers: { 'idempotency-key': 'k' } });
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(wrongIn(json)).toEqual(paths);
    expect(Object.keys(json).sort()).toEqual(['detail', 'errors', 'status', 'title', 'type']);
    expect(json.errors.every((e: { message: string }) => e.message.length > 0)).toBe(true);
    expect(world.table.dump()).toEqual(before);
  });

  test.each([
    ['GET /v1/incidents?limit=0&state=gone&page=2', ['limit', 'page', 'state']],
    ['GET /v1/incidents?next=bm90', ['next']],
    ['GET /v1/action-items?next=bm90', ['next']],
    ['GET /v1/on-call?at=tomorrow', ['at']],
    ['GET /v1/metrics?from=x&to=y', ['from', 'to']],
    ['GET /v1/action-items?status=late', ['status']],
  ])('%s', async (line, paths) => {
    const { status, json } = await ask(line);
    expect([status, wrongIn(json)]).toEqual([400, paths]);
  });

  test.each([
    ['not JSON', '{"title":', 400],
    ['21 levels', deep, 400],
    ['a million brackets', '['.repeat(200_000), 400],
    ['more than 256 KB', JSON.stringify({ title: 'x'.repeat(256 * 1024) }), 413],
    ['brackets inside of text are no levels', JSON.stringify({ title: '[{'.repeat(50) }), 201],
  ])('%s: %s', async (_, text, status) => {
    expect((await ask('POST /v1/incidents', { text })).status).toBe(status);
  });
});

test('what is not there is not found, whatever its id looks like', async () => {
  const { ask, world } = apiOn();
  // rows of other kinds are no incidents
  await world.table.write([{ put: { pk: 'ITEM#AI-1', sk: 'STATE', item: {} } }]);
  for (const line of [
    'GET /v1/incidents/INC-1',
    'GET /v1/incidents/..%2F..%2Fetc',
    `GET /v1/incidents/${'x'.repeat(3000)}`,
    'GET /v1/incidents/INC-1/timeline',
    'GET /v1/incidents/INC-1/report',
    'POST /v1/incidents/INC-1/acknowledge',
    'POST /v1/incidents/CMD%23x/acknowledge',
    `POST /v1/incidents/${'x'.repeat(3000)}/acknowledge`,
    'POST /v1/incidents/ITEM%23AI-1/acknowledge',
    `PATCH /v1/action-items/${'x'.repeat(3000)}`,
    'POST /v1/incidents/INC-1/dance',
    'GET /v1/nothing',
  ])
    expect([line, (await ask(line)).status]).toEqual([line, 404]);
});

test('what makes no sense in the present state is a conflict', async () => {
  const { ask, declared } = apiOn();
  const id = await declared();
  const post = async (act: string, body: object) => (await ask(`POST /v1/incidents/${id}/${act}`, { body })).status;
  expect(await post('reopen', { reason: 'x' })).toBe(409);
  expect(await post('updates', { audience: 'customers', what: 'final', text: 'It is over' })).toBe(409);
  expect(await post('decisions', { question: 'publish-review', option: 'publish' })).toBe(409);
  expect(await post('resolve', { as: 'recovered', reason: 'well again' })).toBe(200);
  expect(await post('resolve', { as: 'recovered', reason: 'well again' })).toBe(409);
  expect(await post('acknowledge', {})).toBe(409);
  expect(await post('escalate', { to: 'ana', reason: 'x' })).toBe(409);
});

test('own faults are 5xx and tell nothing of the inside', async () => {
  const { ask } = apiOn({ table: { fail: () => new Error('the secret name of the table') } });
  const { status, text } = await ask('GET /v1/incidents');
  expect(status).toBe(500);
  expect(text).not.toContain('secret');
});

test('a change for another version is refused, at the table too', async () => {
  const { ask, declared } = apiOn();
  const id = await declared();
  const { headers } = await ask(`GET /v1/incidents/${id}`);
  const tag = headers.get('etag') ?? '';
  expect((await ask(`GET /v1/incidents/${id}`, { headers: { 'if-none-match': tag } })).status).toBe(304);
  const change = { body: { severity: 'P2', reason: 'x' }, headers: { 'if-match': tag } };
  const answers = await Promise.all([1, 2, 3].map(() => ask(`POST /v1/incidents/${id}/severity`, change)));
  expect(answers.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
  const after = await ask(`GET /v1/incidents/${id}`);
  expect(answers.find((a) => a.status === 200)?.headers.get('etag')).toBe(after.headers.get('etag'));
  expect(
    (await ask(`POST /v1/incidents/${id}/notes`, { body: { text: 'x' }, headers: { 'if-match': tag } })).status,
  ).toBe(412);
  expect(
    (await ask(`POST /v1/incidents/${id}/notes`, { body: { text: 'x' }, headers: { 'if-match': '*' } })).status,
  ).toBe(200);
});
