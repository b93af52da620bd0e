import { expect, test } from 'vitest';
import { apiOn, wrongIn } from './support.ts';

const key = (value = 'k1') => ({ 'idempotency-key': value });
const body = { title: 'Uploads fail', severity: 'P1', service: 'file-watcher' };

test('a declaration sent five times at once opens one incident, and each gets the same answer', async () => {
  const { ask, world } = apiOn();
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => ask('POST /v1/incidents', { body, headers: key() })),
  );
  await world.clock.settle();
  expect(
    new Set(answers.map((a) => `${a.status} ${a.headers.get('etag')} ${a.headers.get('location')} ${a.text}`)).size,
  ).toBe(1);
  expect(answers[0]?.status).toBe(201);
  const { json } = await ask('GET /v1/incidents');
  expect(json.items).toHaveLength(1);
});

test('days later the duplicate still gets the first answer, though the incident has moved on', async () => {
  const { ask, declared, world } = apiOn();
  const id = await declared();
  const first = await ask(`POST /v1/incidents/${id}/acknowledge`, { headers: key(), body: {} });
  await world.clock.wind(6 * 86_400_000);
  await ask(`POST /v1/incidents/${id}/severity`, { body: { severity: 'P3', reason: 'less than thought' } });
  const again = await ask(`POST /v1/incidents/${id}/acknowledge`, { headers: key(), body: {} });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([200, first.text, first.headers.get('etag')]);
});

test('acknowledging at once from everywhere with one key is one acknowledgement', async () => {
  const { ask, declared, world } = apiOn();
  const id = await declared();
  const url = `POST /v1/incidents/${id}/acknowledge`;
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(url, { headers: key(), body: {} })));
  await world.clock.settle();
  expect(new Set(answers.map((a) => a.text)).size).toBe(1);
  const { json } = await ask(`GET /v1/incidents/${id}/timeline`);
  expect(json.items.filter((l: { kind: string }) => l.kind === 'acknowledged')).toHaveLength(1);
});

test('a duplicate that comes when its work is done answers as the first did, not that there is nothing to do', async () => {
  const { ask, declared } = apiOn();
  const id = await declared();
  const url = `POST /v1/incidents/${id}/resolve`;
  const ended = { as: 'false-alarm', reason: 'a test' };
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(url, { headers: key(), body: ended })));
  expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(new Set(answers.map((a) => a.text)).size).toBe(1);
  expect((await ask(url, { headers: key('k2'), body: ended })).status).toBe(409);
});

test('another body, another path or another order of keys: only the last is the same request', async () => {
  const { ask, declared } = apiOn();
  const id = await declared();
  const url = `POST /v1/incidents/${id}/severity`;
  const first = await ask(url, { headers: key(), body: { severity: 'P2', reason: 'a' } });
  const other = await ask(url, { headers: key(), body: { severity: 'P3', reason: 'a' } });
  expect([other.status, wrongIn(other.json)]).toEqual([422, ['Idempotency-Key']]);
  const elsewhere = await ask(`POST /v1/incidents/${id}/acknowledge`, { headers: key(), body: {} });
  expect(elsewhere.status).toBe(422);
  const same = await ask(url, { headers: key(), text: '{"reason":"a",\n"severity":"P2"}' });
  expect([same.status, same.text]).toEqual([200, first.text]);
});

test('two bodies at once under one key: one is carried out, the other is refused', async () => {
  const { ask, declared } = apiOn();
  const id = await declared();
  const url = `POST /v1/incidents/${id}/severity`;
  const answers = await Promise.all(
    ['P2', 'P3'].map((severity) => ask(url, { headers: key(), body: { severity, reason: 'a' } })),
  );
  expect(answers.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([200, 422]);
  const { json } = await ask(`GET /v1/incidents/${id}/timeline`);
  expect(
    json.items.filter((l: { kind: string; because: string }) => l.kind === 'severity' && l.because.startsWith('a (')),
  ).toHaveLength(1);
});

test('a key belongs to its caller', async () => {
  const { ask } = apiOn();
  const mine = await ask('POST /v1/incidents', { headers: key(), body, name: 'alice' });
  const theirs = await ask('POST /v1/incidents', { headers: key(), body: { title: 'Other' }, name: 'bob' });
  expect([mine.status, theirs.status]).toEqual([201, 201]);
  expect(mine.json.id).not.toBe(theirs.json.id);
});

test('a lost answer of the table does not open a second incident', async () => {
  let lost = 0;
  const { ask, world } = apiOn({
    table: {
      fail: ({ call, moment, writes }) => {
        const opens = writes.some((w) => 'put' in w && w.put.sk === 'STATE');
        if (call !== 'write' || moment !== 'after' || !opens || lost > 0) return undefined;
        lost += 1;
        return new Error('the answer is lost');
      },
    },
  });
  const first = await ask('POST /v1/incidents', { headers: key(), body });
  const again = await ask('POST /v1/incidents', { headers: key(), body });
  await world.clock.settle();
  expect([lost, first.status, again.status, again.text]).toEqual([1, 201, 201, first.text]);
  expect((await ask('GET /v1/incidents')).json.items).toHaveLength(1);
});

test('a key that is no key is named among the wrong fields', async () => {
  const { ask, world } = apiOn();
  const { status, json } = await ask('POST /v1/incidents', { headers: key('x'.repeat(256)), body: { severity: 'P9' } });
  expect([status, wrongIn(json)]).toEqual([400, ['Idempotency-Key', 'severity', 'title']]);
  expect(world.table.dump()).toEqual([]);
});
