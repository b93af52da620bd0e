import { describe, expect, test } from 'vitest';
import { MOST_SIGNALS } from '#lambdas/api/signals';
import { MOST_READ } from '#plugins/sources/read';
import { World } from '#simulator/world';
import { bearer, sourcesOn } from '#test/sources';
import { changed, Story, tracktion } from '#test/story';

const secret = 'one-secret';
const shown = bearer(secret);
const on = (
  pack = tracktion.pack,
  secrets: Record<string, string | undefined> = { json: secret, alertmanager: secret },
) => sourcesOn(new World({ start: '2026-03-11T14:02:00Z', ...tracktion, pack, catchAll: 'oncall_manager' }), secrets);
const signal = (more: object = {}) => ({
  key: 'backlog',
  state: 'firing',
  at: '2026-03-11T14:01:00Z',
  title: 'Backlog',
  ...more,
});

/** What opens by a signal: the incident's severity and its first line, with nothing left in the dead letters. */
async function opens(more: object) {
  const story = new Story();
  const { send } = sourcesOn(story.world, { json: secret });
  expect(
    (await send('json', signal({ service: 'analysis-service', rule: 'high-error-rate', ...more }), shown)).status,
  ).toBe(202);
  const { rows } = await story.world.table.index('list', 'INCIDENT', { limit: 20 });
  expect(rows).toHaveLength(1);
  story.id = rows[0]?.pk ?? '';
  return story;
}

describe('what is taken opens an incident', () => {
  test.each([
    ['more than the table can keep', 1e300, 'P1'],
    ['more than a whole number can be told apart', 2 ** 60, 'P1'],
    ['less than nothing, by as much', -1e300, 'P2'],
    ['nearer to nothing than the table can keep', 1e-200, 'P2'],
  ])('with a value of %s', async (_, value, severity) => {
    expect((await (await opens({ value })).incident()).severity).toBe(severity);
  });

  test.each([
    ['of year 0, on a clock that never ran', { at: '0000-01-01T00:00:00+14:00' }],
    ['of 1970, on a clock that was never set', { at: '1970-01-01T00:00:17Z' }],
    ['of year 10000', { at: '9999-12-31T23:59:59-12:00' }],
    ['that began after it', { at: '2026-03-11T14:02:00Z', began: '9999-12-31T23:59:59-12:00' }],
    ['that began before clocks', { at: '2026-03-11T14:02:00Z', began: '0001-01-01T00:00:00Z' }],
  ])('at a time %s, as one that began when its rule says', async (_, more) => {
    const incident = await (await opens(more)).incident();
    expect([incident.detectedAt, incident.beganAt]).toEqual(['2026-03-11T14:02:00.000Z', '2026-03-11T13:57:00.000Z']);
  });

  test('with halves of characters, which no table takes in a key', async () => {
    const { queued, post } = on();
    await post('json', signal({ key: 'a\ud800', title: 'T\udc00' }), shown);
    expect(queued).toMatchObject([{ signal: { key: 'json/a\ufffd', title: 'T\ufffd', summary: 'T\ufffd' } }]);
  });
});

describe('a mapping that gives what is no JSON is garbage, not a fault of ours that is tried for ever', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  test.each([
    ['a function', 'function($x) { $x }', '{}', 'gives what is no JSON'],
    ['a function inside', '{ "key": function($x) { $x } }', '{}', 'gives what is no JSON'],
    ['lists that are too deep', '$', deep, 'gives what is no JSON'],
    ['12 MB', '{ "key": $pad("a", 12000000) }', '{}', 'gives more than 4000000 characters'],
  ])('%s', async (_, map, body, fault) => {
    const pack = changed(({ playbook: { detection } }) => {
      detection.mappings = { odd: { title: 'Odd', map } };
    });
    const { status, json } = await on(pack, { odd: secret }).post('odd', body, shown);
    expect([status, json.errors]).toEqual([
      400,
      [{ path: 'body', message: `the mapping of Odd cannot read this: it ${fault}` }],
    ]);
  });
});

test('a list of two million is answered within two seconds of computing', async () => {
  const { post } = on();
  // of this thread alone: others may keep the machine busy
  const before = process.threadCpuUsage();
  const answer = await post('json', `[${'1,'.repeat(1_990_000)}1]`, shown);
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(2_000);
  expect(answer.status).toBe(400);
  expect(answer.json.errors[0]).toEqual({
    path: '',
    message: `1990001 alerts, of which the first ${MOST_READ} were read`,
  });
});

test('a fault is told in few words, whatever the names that it repeats', async () => {
  const { post } = on();
  const names = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`name-${n}`, 1]));
  const answer = await post('json', { ...signal(), ...names }, shown);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.json).length).toBeLessThan(2_000);
});

describe('what could not be read is kept with what was, until somebody has mended what reads it', () => {
  const bad = signal({ key: 'other', at: 'yesterday' });

  test('an alert of a batch is not lost in an answer that nobody reads: its payload comes to the dead letters', async () => {
    const story = new Story();
    const { post, queued } = sourcesOn(story.world, { json: secret });
    const text = JSON.stringify([signal(), bad]);
    expect((await post('json', text, shown)).json).toMatchObject({ signals: 1 });
    expect(queued).toMatchObject([
      { tocsin: 'signal', signal: { key: 'json/backlog' } },
      { tocsin: 'unread', source: 'json', headers: {}, text },
    ]);
    const [, unread] = queued;
    await expect(story.run(() => story.world.receive(unread))).rejects.toThrow(
      'json: 1.at: expected a time such as 2026-03-11T14:02:00Z',
    );
    // what could be read has a message of its own, and is not taken once more at each try of this one
    expect((await story.world.table.index('list', 'INCIDENT', { limit: 20 })).rows).toEqual([]);
  });

  test.each([
    ['a payload of which nothing can be read', JSON.stringify(bad)],
    ['what is no JSON', '{"key": '],
  ])('%s is refused, and kept all the same', async (_, text) => {
    const { post, queued } = on();
    expect((await post('json', text, shown)).status).toBe(400);
    expect(queued).toEqual([{ tocsin: 'unread', source: 'json', headers: {}, text }]);
  });

  test('of a stranger nothing is kept', async () => {
    const { post, queued } = on();
    expect((await post('json', bad, bearer('other'))).status).toBe(401);
    expect(queued).toEqual([]);
  });

  test('what no message of the queue could hold is named without its text', async () => {
    const { post, queued } = on();
    const text = JSON.stringify(signal({ at: 'x'.repeat(1_100_000) }));
    expect((await post('json', text, shown)).status).toBe(400);
    expect(queued).toEqual([{ tocsin: 'unread', source: 'json', headers: {} }]);
  });

  test('after the mapping is mended, what is redriven opens its incident', async () => {
    const reads = (at: string) =>
      changed(({ playbook: { detection } }) => {
        detection.mappings = {
          backups: { title: 'Backups', map: `{ "key": id, "state": "firing", "title": id, "at": ${at} }` },
        };
      });
    const { post, queued } = on(reads('ended'), { backups: secret });
    await post('backups', { id: 'nightly', finished: '2026-03-11T14:01:00Z' }, shown);
    const story = new Story({ pack: reads('finished') });
    const [unread] = queued;
    await story.run(() => story.world.receive(unread));
    const { rows } = await story.world.table.index('list', 'INCIDENT', { limit: 20 });
    expect(rows).toHaveLength(1);
  });
});

describe('a secret that was replaced a moment ago', () => {
  const replaced = () => {
    const secrets: Record<string, string> = { json: 'old' };
    const asked: boolean[] = [];
    const world = new World({ start: '2026-03-11T14:02:00Z', ...tracktion, catchAll: 'oncall_manager' });
    const sources = sourcesOn(world, secrets, (fresh) => {
      asked.push(fresh);
      return fresh ? 'new' : 'old';
    });
    return { ...sources, asked, world };
  };

  test('is looked up anew before its source is turned away: 401 is an alert that is never sent again', async () => {
    const { post, asked } = replaced();
    expect((await post('json', signal(), bearer('new'))).status).toBe(202);
    expect(asked).toEqual([false, true]);
  });

  test('is not looked up by every stranger who knocks', async () => {
    const { post, asked, world } = replaced();
    for (let n = 0; n < 5; n += 1) expect((await post('json', signal(), bearer('wrong'))).status).toBe(401);
    expect(asked.filter((fresh) => fresh)).toHaveLength(1);
    await world.clock.wind(new Date('2026-03-11T14:02:10Z'));
    await post('json', signal(), bearer('wrong'));
    expect(asked.filter((fresh) => fresh)).toHaveLength(2);
  });
});

test('the limits are as documented', () => {
  expect([MOST_READ, MOST_SIGNALS]).toEqual([20_000, 1_000]);
});
