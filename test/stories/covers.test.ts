import { expect, test } from 'vitest';
import { coverOf } from '#app/covers/cover';
import { apiOn, wrongIn } from '../api/support.ts';

const afternoon = { rotation: 'primary', person: 'bob', from: '2026-03-11T14:00:00Z', to: '2026-03-11T18:00:00Z' };
type Duties = { items: { target: string; people: { person: string; because: string }[] }[]; covers: object[] };
const primaryOf = ({ items }: Duties) =>
  items
    .filter(({ target }) => target === 'primary_oncall')
    .flatMap(({ people }) => people.map(({ person, because }) => `${person}: ${because}`));

test('a cover is asked for once, is meant by the next page, is shown with its reason, and is taken back', async () => {
  const { ask, declared, world } = apiOn();
  const asked = { ...afternoon, reason: 'a flight' };
  const { status, json: cover } = await ask('POST /v1/covers', { body: asked, as: 'commander', name: 'dana' });
  expect([status, cover]).toEqual([
    200,
    {
      ...asked,
      id: cover.id,
      from: '2026-03-11T14:00:00.000Z',
      to: '2026-03-11T18:00:00.000Z',
      by: 'dana',
      at: '2026-03-11T14:02:00.000Z',
    },
  ]);
  const again = await ask('POST /v1/covers', { body: afternoon, as: 'responder', name: 'bob' });
  expect(again.json).toEqual(cover);

  await declared();
  const { json: incidents } = await ask('GET /v1/incidents');
  const { json: timeline } = await ask(`GET /v1/incidents/${incidents.items[0].id}/timeline`);
  const pages = timeline.items
    .filter(({ kind }: { kind: string }) => kind === 'page')
    .map(({ to }: { to: string }) => to);
  expect(pages).toContain('primary_oncall/bob');
  expect(pages).not.toContain('primary_oncall/alice');

  const { json: duty } = await ask('GET /v1/on-call', { as: 'viewer' });
  expect([primaryOf(duty), duty.covers]).toEqual([
    ['bob: stands in for alice on primary until 2026-03-11T18:00:00.000Z, asked by dana: a flight'],
    [cover],
  ]);

  const back = await ask(`POST /v1/covers/${cover.id}/take-back`, { body: {}, as: 'responder', name: 'bob' });
  expect([back.status, back.json.takenBack]).toEqual([200, { by: 'bob', at: '2026-03-11T14:02:00.000Z' }]);
  const twice = await ask(`POST /v1/covers/${cover.id}/take-back`, { body: {}, as: 'commander', name: 'dana' });
  expect(twice.json).toEqual(back.json);
  const { json: left } = await ask('GET /v1/on-call');
  expect([primaryOf(left)[0]?.startsWith('alice: primary from'), left.covers]).toEqual([true, []]);
  const rows = await world.ports.table.query('COVER');
  expect(rows.map((row) => [row.ttl, coverOf(row).by])).toEqual([[Date.parse('2026-03-18T18:00:00Z') / 1000, 'dana']]);

  const anew = await ask('POST /v1/covers', { body: afternoon, as: 'responder', name: 'bob' });
  expect([anew.json.by, anew.json.takenBack]).toEqual(['bob', undefined]);
});

test('of covers and overrides the narrower counts, of two alike the cover', async () => {
  const { ask, world } = apiOn();
  const { people } = world.ports.deployed;
  const day = { rotation: 'primary', person: 'tom', from: '2026-03-11T00:00:00Z', to: '2026-03-12T00:00:00Z' };
  const hour = { ...day, person: 'selma', from: '2026-03-11T14:00:00Z', to: '2026-03-11T15:00:00Z' };
  people.overrides.push(day, hour);
  try {
    const who = async () => primaryOf((await ask('GET /v1/on-call')).json)[0]?.split(':')[0];
    expect(await who()).toBe('selma');
    await ask('POST /v1/covers', { body: afternoon });
    expect(await who()).toBe('selma');
    await ask('POST /v1/covers', { body: { ...hour, person: 'carol' } });
    expect(await who()).toBe('carol');
  } finally {
    people.overrides.splice(0);
  }
});

test('a responder takes a duty over, and gives it to nobody else; what cannot be is refused', async () => {
  const { ask } = apiOn();
  const post = (body: object, as: string, name = 'alice') => ask('POST /v1/covers', { body, as, name });
  expect((await post(afternoon, 'responder')).status).toBe(403);
  expect((await post(afternoon, 'viewer', 'bob')).status).toBe(403);
  expect(wrongIn((await post({ ...afternoon, rotation: 'primry', person: 'bobb' }, 'commander')).json)).toEqual([
    'person',
    'rotation',
  ]);
  expect(wrongIn((await post({ ...afternoon, to: afternoon.from }, 'commander')).json)).toEqual(['to']);
  const past = { ...afternoon, from: '2026-03-10T14:00:00Z', to: '2026-03-10T18:00:00Z' };
  expect(wrongIn((await post(past, 'commander')).json)).toEqual(['to']);
  expect(wrongIn((await post({ ...afternoon, to: '2026-07-01T00:00:00Z' }, 'commander')).json)).toEqual(['to']);
  const { json: cover } = await post(afternoon, 'commander', 'dana');
  const back = (name: string, id = cover.id) =>
    ask(`POST /v1/covers/${id}/take-back`, { body: {}, as: 'responder', name });
  expect([(await back('alice')).status, (await back('alice', 'bm9uZQ')).status, (await back('bob')).status]).toEqual([
    403, 404, 200,
  ]);
  // what decodes to no key at all
  expect((await back('bob', '0')).status).toBe(404);
});

test('there are at most a hundred covers at a time', async () => {
  const { ask } = apiOn();
  const at = (n: number) => new Date(Date.parse(afternoon.to) + n * 1000).toISOString();
  for (let n = 0; n < 100; n += 1)
    expect((await ask('POST /v1/covers', { body: { ...afternoon, to: at(n) } })).status).toBe(200);
  expect((await ask('POST /v1/covers', { body: { ...afternoon, to: at(100) } })).status).toBe(409);
});
