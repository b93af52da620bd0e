import { expect, test } from 'vitest';
import type { Command } from '#core/incident/command';
import { nextDue } from '#core/incident/deadlines';
import { decide } from '#core/incident/decide';
import { evolve } from '#core/incident/evolve';
import { bounded } from '#core/incident/signal';
import type { Incident } from '#core/incident/state';
import { plugins, vocabularyOf } from '#plugins/registry';
import { changed, highErrorRate, tracktion } from '#test/story';

const vocabulary = vocabularyOf(plugins);
const start = Date.parse('2026-03-11T14:02:00Z');
const day = 86_400_000;
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** An incident that only the clock and what is said here move on; each turn's rows are measured. */
function life(pack = tracktion.pack) {
  let state: Incident | undefined;
  let now = start;
  let lastDone: string | undefined;
  let widest = 0;
  let turns = 0;
  const say = (command: Command): void => {
    const { turn } = decide(state, command, {
      pack,
      people: tracktion.people,
      vocabulary,
      now: new Date(now),
      publicUrl: 'https://tocsin.test',
      dashboardUrl: 'https://tocsin.test',
      catchAll: 'oncall_manager',
    });
    state = turn.state;
    turns += 1;
    widest = Math.max(
      widest,
      ...turn.events.map((e) => (e.type === 'Opened' ? 0 : bytes(e))),
      ...turn.outbox.map(bytes),
    );
  };
  const wind = (until: number): void => {
    for (;;) {
      const due = state === undefined ? undefined : nextDue(state, pack, new Date(now), lastDone);
      if (due === undefined || Date.parse(due) > until) break;
      now = Math.max(now, Date.parse(due));
      say({ do: 'time-passed', due });
      lastDone = due;
    }
    now = until;
  };
  return { say, wind, seen: () => ({ state: bytes(state), widest, turns }), incident: () => state };
}

const opened: Command = { do: 'open-by-signal', id: 'INC-1', signal: highErrorRate, speed: 1 };
const everyFiveMinutes = changed((pack) => {
  pack.playbook.choice.again = '5m';
});

test('90 days in which nobody writes, with a question that is put again every 5 minutes: neither the state nor a row grows', () => {
  const { say, wind, seen, incident } = life(everyFiveMinutes);
  say(opened);
  const where = () => ({ run: 1, cycle: 1, visit: incident()?.visit ?? 0 });
  say({ do: 'snapshot-taken', readings: [], ...where() });
  say({ do: 'rate-severity', ...where() });
  say({ do: 'ask', slot: 'choice', ...where() });
  wind(start + day);
  const first = seen();
  wind(start + 90 * day);
  const last = seen();
  expect(last.turns).toBeGreaterThan(25_000);
  expect(last.state - first.state).toBeLessThan(100);
  expect(last.state).toBeLessThan(20_000);
  expect(last.widest - first.widest).toBeLessThan(100);
});

test('a severity that is changed and confirmed a thousand times, with long reasons: the state stays under 100 KB', () => {
  const { say, wind, seen } = life();
  say(opened);
  for (let n = 1; n <= 1000; n += 1) {
    const severity = n % 3 === 0 ? 'P2' : 'P1';
    say({ do: 'set-severity', by: 'dana', severity, reason: `${n} ${'ü'.repeat(1990)}` });
    wind(start + n * 600_000);
  }
  for (let n = 1; n <= 200; n += 1)
    say({ do: 'set-severity', by: 'dana', severity: 'P1', reason: `${n} ${'ü'.repeat(1990)}` });
  expect(seen().state).toBeLessThan(100_000);
});

test('a decision that is made a thousand times, with long reasons: the newest are kept, in 16 KB', () => {
  const { say, incident } = life();
  say(opened);
  let state = incident();
  if (state === undefined) throw new Error('nothing has opened');
  for (let n = 1; n <= 1000; n += 1)
    state = evolve(state, {
      type: 'DecisionMade',
      seq: state.seq + 1,
      at: new Date(start + n * 1000).toISOString(),
      question: 'choice',
      option: 'fix',
      by: 'dana',
      reason: `${n} ${'ü'.repeat(990)}`,
      because: 'chosen by dana',
    });
  expect(state.decisions.map(({ reason }) => Number(reason?.split(' ')[0]))).toEqual([
    994, 995, 996, 997, 998, 999, 1000,
  ]);
  expect(bytes(state.decisions)).toBeLessThan(16_000);
});

test('as much as an incident keeps of facts and named signals: more facts are refused, and it stays under 70 KB without its 40 actions', () => {
  const pack = structuredClone(tracktion.pack);
  for (const name of ['more', ...Array.from({ length: 31 }, (_, n) => `fact-${n}`)])
    pack.playbook.facts[name] = { title: name, type: 'text' };
  const { say, seen, incident } = life(pack);
  say(opened);
  for (let n = 0; n < 40; n += 1) {
    const signal = bounded({
      ...highErrorRate,
      key: `${highErrorRate.key}-${'한'.repeat(400)}-${n}`,
      title: '한'.repeat(500),
      at: new Date(start + n * 1000).toISOString(),
    });
    say({ do: 'signal-fired', signal });
  }
  for (let n = 0; n < 31; n += 1)
    say({ do: 'note', by: 'dana', text: 'x', facts: { [`fact-${n}`]: 'x'.repeat(1000) } });
  expect(() => say({ do: 'note', by: 'dana', text: 'x', facts: { more: 'x'.repeat(1000) } })).toThrow(
    /at most 200 facts/,
  );
  expect(incident()?.facts).not.toHaveProperty('more');
  expect(seen().state).toBeGreaterThan(50_000);
  expect(seen().state).toBeLessThan(70_000);
});

test.each([
  ['short', 'short'],
  ['x'.repeat(1000), 'x'.repeat(1000)],
])('a key that fits stays as it is', (key, kept) => {
  expect(bounded({ ...highErrorRate, key }).key).toBe(kept);
});

test('two long keys that begin alike stay two, and fit the key of a row', () => {
  const [a, b] = ['a', 'b'].map((end) => bounded({ ...highErrorRate, key: `${'한'.repeat(700)}${end}` }).key);
  expect(a).not.toBe(b);
  expect(Buffer.byteLength(a ?? '')).toBeLessThan(1100);
});
