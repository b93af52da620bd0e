import { expect, test } from 'vitest';
import { mustLoad } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import type { Signal } from '#core/incident/signal';
import { changed, highErrorRate, Story } from '#test/story';

/** A different alarm of the same service for each number; none is worse than the first. */
const alarm = (n: number): Signal => ({
  ...highErrorRate,
  key: `${highErrorRate.key}-${n}`,
  at: new Date(Date.parse('2026-03-11T14:03:00Z') + n * 1000).toISOString(),
  title: `Alarm ${n}`,
});

/** An incident that so many alarms have joined, and the calls and bytes that its acknowledgement takes. */
async function joinedBy(count: number) {
  const calls: string[] = [];
  let bytes = 0;
  const story = new Story({
    table: {
      fail: ({ call, moment, writes }) => {
        if (moment === 'before') calls.push(call);
        if (moment === 'before') bytes += JSON.stringify(writes).length;
        return undefined;
      },
    },
  });
  await story.signal(highErrorRate);
  await story.until('14:04');
  for (let n = 0; n < count; n += 1) expect((await story.signal(alarm(n))).did).toBe('joined');
  const { version } = await story.run(() => mustLoad(story.world.ports, story.id));
  calls.length = 0;
  bytes = 0;
  await story.say({ do: 'acknowledge', by: 'alice' });
  return { story, version, calls: calls.length, bytes };
}

test('500 different alarms are one incident, whose acknowledgement costs what it costs after 30, and the last recovery is noticed', async () => {
  const few = await joinedBy(30);
  const many = await joinedBy(500);
  const { story } = many;
  expect(story.world.table.dump().filter((row) => row.listPk === 'INCIDENT').length).toBe(1);
  // a join that changes no decision is no turn
  expect(many.version).toBe(few.version);
  expect(many.calls).toBe(few.calls);
  // the numbers of its events have as many digits
  expect(many.bytes - few.bytes).toBeLessThan(100);
  const state = story.world.table.dump().find((row) => row.sk === 'STATE' && row.pk === story.id);
  expect(JSON.stringify(state).length).toBeLessThan(12_000);
  const shards = await story.run(() => story.world.table.query(story.id, { prefix: keys.firing(story.id, '').sk }));
  expect(shards.reduce((sum, row) => sum + Number(row['firing']), 0)).toBe(501);

  await story.until('14:15');
  await story.recovers();
  for (let n = 0; n < 499; n += 1) await story.recovers(alarm(n));
  expect((await story.incident()).phase).toBe('mitigate');
  await story.recovers(alarm(499));
  expect((await story.incident()).phase).toBe('resolve');
  // an alarm that is only counted may be worse than all that stand
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P3', reason: 'almost over' });
  await story.signal({ ...alarm(300), at: '2026-03-11T14:30:00.000Z', rule: 'service-down' });
  expect((await story.incident()).severity).toBe('P1');
});

test('80 different alarms at once are taken in at the first try: those for which the incident has no name left are only counted', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const { table } = story.world;
  const write = table.write.bind(table);
  let tried = 0;
  table.write = async (writes) => {
    if (writes.some((w) => 'put' in w && w.put.sk === 'STATE')) tried += 1;
    return write(writes);
  };
  const all = Array.from({ length: 80 }, (_, n) => alarm(n));
  const taken = await story.run(() => Promise.all(all.map((signal) => story.world.signal(signal))));
  expect(new Set(taken.map(({ did }) => did))).toEqual(new Set(['joined']));
  const { signals } = await story.incident();
  expect(Object.keys(signals).length).toBe(20);
  const shards = await story.run(() => table.query(story.id, { prefix: keys.firing(story.id, '').sk }));
  expect(shards.reduce((sum, row) => sum + Number(row['firing']), 0)).toBe(81);
  // each of the 19 others that are named may meet all that wait beside it, and nobody waits once the names are given
  expect(tried).toBeLessThanOrEqual(19 * 80);
});

/** The table as the release before left it: it counted nothing, and named in the state every signal that `named` gives. */
async function asTheReleaseBefore(story: Story, named: readonly Signal[]): Promise<void> {
  const { table } = story.world;
  const signals = Object.fromEntries(named.map(({ key, title, at }) => [key, { state: 'firing', title, at }]));
  await story.run(async () => {
    for (const row of table.dump()) {
      const { pk, sk } = row;
      if (sk.startsWith('F#')) await table.write([{ delete: { pk, sk } }]);
      if (sk === 'KEY') {
        const { incident = null, state = null, at = null } = row;
        await table.write([{ put: { pk, sk, incident, state, at } }]);
      }
      if (sk !== 'STATE' || typeof row['incident'] !== 'object' || row['incident'] === null) continue;
      const { counted: _, ...before } = row['incident'] as Record<string, never>;
      await table.write([{ put: { ...row, incident: { ...before, signals } } }]);
    }
  });
}

test('rows of the release before, which counted nothing, are read: the last of two recoveries starts verification', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const second = { ...alarm(1), at: '2026-03-11T14:02:30.000Z' };
  await story.signal(second);
  await asTheReleaseBefore(story, [highErrorRate, second]);
  await story.until('14:04');
  expect((await story.recovers()).did).toBe('recovered');
  expect((await story.incident()).phase).toBe('mitigate');
  await story.until('14:05');
  expect((await story.recovers(second)).did).toBe('recovered');
  expect((await story.incident()).phase).toBe('resolve');
});

test('rows of the release before, which named more signals than this one does, are read: the last of 25 recoveries starts verification', async () => {
  const story = new Story();
  const all = [highErrorRate, ...Array.from({ length: 24 }, (_, n) => alarm(n - 60))];
  for (const signal of all) await story.signal(signal);
  await asTheReleaseBefore(story, all);
  await story.until('14:05');
  for (const signal of all) {
    expect((await story.incident()).phase).toBe('mitigate');
    expect((await story.recovers(signal)).did).toBe('recovered');
  }
  expect((await story.incident()).phase).toBe('resolve');
});

test('an incident of the release before, which names 120 signals, can be ended and re-opened', async () => {
  const story = new Story();
  const all = [highErrorRate, ...Array.from({ length: 119 }, (_, n) => alarm(n - 150))];
  for (const signal of all) await story.signal(signal);
  await asTheReleaseBefore(story, all);
  await story.until('14:05');
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test of the alarms' });
  expect((await story.incident()).life).toBe('ended');
  await story.say({ do: 'reopen', by: 'dana', reason: 'it was none' });
  expect((await story.incident()).life).toBe('open');
});

test('an alarm that would only be counted, while the incident ends beside it, opens an incident of its own', async () => {
  const pack = changed((p) => {
    p.playbook.detection.recovery = { does: 'resolve' };
  });
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  for (let n = 0; n < 19; n += 1) await story.signal(alarm(n));
  await story.until('14:15');
  const { table } = story.world;
  const write = table.write.bind(table);
  let met = false;
  table.write = async (writes) => {
    // between what the join has read and what it writes
    if (!met && writes.some((w) => 'put' in w && w.put.pk.endsWith('-late'))) {
      met = true;
      for (const signal of [highErrorRate, ...Array.from({ length: 19 }, (_, n) => alarm(n))])
        await story.world.signal({ ...signal, state: 'recovered', at: '2026-03-11T14:15:00.000Z' });
      expect((await story.world.incident(story.id)).life).toBe('ended');
    }
    return write(writes);
  };
  const late = { ...alarm(20), key: `${highErrorRate.key}-late`, at: '2026-03-11T14:14:00.000Z' };
  const taken = await story.signal(late);
  expect([met, taken.did, taken.incidentId === story.id]).toEqual([true, 'opened', false]);
});
