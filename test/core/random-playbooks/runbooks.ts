import { act } from './declared.ts';
import type { Draw } from './draw.ts';
import type { Names } from './names.ts';
import { written } from './rules.ts';

type Said = Record<string, unknown>;

/** A reading of 1 is within all of them. */
export const limits = (d: Draw): Said =>
  d.of<Said>([
    { above: 0 },
    { atLeast: 1 },
    { below: 9 },
    { atMost: 5 },
    { atLeast: 0, below: 100 },
    { above: 0, atMost: 40 },
  ]);

export function criterion(d: Draw, n: Names, m: number): Said {
  const id = `criterion-${m}`;
  if (d.chance(0.6)) return { id, check: d.of(n.checks), ...limits(d) };
  const of = d.some(n.checks, 1, 3);
  return { id, of, atLeast: d.int(0, of.length) };
}

/** Whom a step or question asks: a target, or the role that somebody takes. */
export const askable = (d: Draw, n: Names): string => d.of([...n.targets, n.taken]);

function step(d: Draw, n: Names, ids: readonly string[], m: number): Said {
  const [id, next, before] = [ids[m] ?? '', ids[m + 1] ?? 'end', d.of(ids.slice(0, m + 1))];
  const head = { id, ...d.field(0.5, 'title', () => `Step ${m}`), ...d.field(0.35, 'if', () => written(d, n, true)) };
  const goesOn = { ...head, ...d.field(0.2, 'goto', () => next) };
  const again = d.field(0.4, 'again', () => d.of(['10m', '1h']));
  return d.of<() => Said>([
    () => ({
      ...goesOn,
      act: act(d, n),
      ...d.of<Said>([
        {},
        {},
        { approve: askable(d, n) },
        { destructive: true, approve: askable(d, n) },
        { destructive: false },
      ]),
      ...d.field(0.7, 'undo', () => act(d, n)),
      ...d.field(0.4, 'timeout', () => d.of(['2m', '10m'])),
    }),
    () => ({
      ...goesOn,
      act: act(d, n),
    }),
    () => ({ ...goesOn, read: d.oneOrMore(n.checks) }),
    () => ({
      ...goesOn,
      check: d.by(n.checks, () => limits(d), 2),
      ...d.field(0.4, 'wait', () => d.of(['10s', '5m'])),
      ...(d.chance(0.5) ? { for: d.of(['2m', '5m']), ...d.field(0.5, 'interval', () => '30s') } : {}),
      ...d.field(0.6, 'else', () => d.of<unknown>(['fail', { goto: 'end' }, { goto: before, atMost: d.int(1, 2) }])),
    }),
    () => ({ ...goesOn, human: askable(d, n), instruction: 'Look at the shelf', ...again }),
    () => ({
      ...head,
      choice: askable(d, n),
      text: 'Which way?',
      options: {
        on: { ...d.field(0.5, 'title', () => 'Go on'), goto: next },
        ...d.of<Said>([
          { stop: { fail: true } },
          { stop: { goto: 'end', title: 'Enough' } },
          { back: { goto: before, atMost: 1 } },
        ]),
      },
      ...again,
    }),
    () => ({ ...goesOn, wait: d.of(['30s', '5m', '20m']) }),
  ])();
}

export function runbook(d: Draw, n: Names, id: string): Said {
  const ids = d.many(1, 5, (m) => `step-${m}`);
  return {
    id,
    title: `Runbook ${id}`,
    ...d.field(0.3, 'when', () => ['It is slow']),
    steps: ids.map((_, m) => step(d, n, ids, m)),
    ...d.field(0.3, 'pass', () => d.many(1, 2, (m) => criterion(d, n, m))),
    ...d.field(0.3, 'escalateWhen', () => ['It stays slow']),
  };
}
