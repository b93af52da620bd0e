import { seeded } from '#adapters/memory/random';
import type { PersonCommand } from '#core/incident/command';

/** How a channel fails while it is out. */
export const outages = ['unreachable', 'no-answer', 'limited', 'refused'] as const;
export type Outage = (typeof outages)[number];

/** What goes wrong for a while: `often` of the occasions, from 0 to 1. */
export type Fault =
  /** Queues and the stream deliver twice. */
  | { kind: 'duplicate'; often: number }
  /** Queues, stream and status events come up to a minute late, and so out of order. */
  | { kind: 'delay'; often: number }
  /** The stream, a status event or a timer never arrives. */
  | { kind: 'loss'; often: number }
  /** Timers ring up to 90 s late, or twice. */
  | { kind: 'timer'; often: number }
  /** The table refuses to work, before anything is done. */
  | { kind: 'throttle'; often: number }
  /** The table has written, and its answer is lost. */
  | { kind: 'lost-answer'; often: number }
  /** A worker dies at one of its calls, before it or after it. */
  | { kind: 'crash'; often: number }
  | { kind: 'outage'; tool: string; as: Outage }
  /** Indexes serve what stood at the read before. */
  | { kind: 'stale-index' }
  /** The workers' clocks are off by so many ms. */
  | { kind: 'clock'; ms: number };
export type FaultKind = Fault['kind'];
export const faultKinds = [
  'duplicate',
  'delay',
  'loss',
  'timer',
  'throttle',
  'lost-answer',
  'crash',
  'outage',
  'stale-index',
  'clock',
] as const satisfies readonly FaultKind[];

/** A person's command about an incident, by how many opened before it. */
type Said =
  | { incident: number; command: PersonCommand }
  | { incident: number; answer: number }
  /** It is a duplicate of the incident that opened as the `merge`th. */
  | { incident: number; merge: number; by: string };

/** One thing that happens, so many seconds after the begin. */
export type Step = { at: number } & (
  | { do: 'signal'; key: number; state: 'firing' | 'recovered' | 'suppressed'; value: number }
  | ({ do: 'say' } & Said)
  | { do: 'system'; broken: number; errorRate: number }
  | { do: 'fault'; fault: Fault; seconds: number }
  /** Somebody stops an execution. */
  | { do: 'kill'; machine: 'lifecycle' | 'communicate' | 'mitigate' | 'resolve' | 'deadline' }
  /** Another release of the playbook is deployed. */
  | { do: 'redeploy'; release: number }
  /** An action item is filed that is due today, and so reminded of today; or somebody has done it. */
  | { do: 'item'; item: number; incident: number; owner: string }
  | { do: 'item-done'; item: number }
  /** A row that nobody can read becomes due. */
  | { do: 'poison' }
);

/** What happens in one run: all of it follows from the seed, and a part of it is a plan too. */
export interface Plan {
  seed: number;
  steps: Step[];
}

/** Seconds in which things happen; afterwards nothing goes wrong any more. */
export const BUSY = 3000;
/** Seconds until which action items are filed; some minutes before they are reminded of. */
export const ITEMS_FILED = 1320;
const people = ['alice', 'bob', 'dana', 'ana', 'tom'];
const tools = ['pagerduty', 'sms', 'email', 'slack', 'statuspage'];

/** A random life of several incidents with what goes wrong meanwhile; the same for the same seed. */
export function planOf(seed: number): Plan {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const one = <T>(of: readonly [T, ...T[]] | readonly T[]): T => of[below(of.length)] as T;
  const at = (): number => below(BUSY * 10) / 10;
  const often = (): number => one([0.02, 0.1, 0.3]);

  const fault = (): Fault => {
    switch (below(12)) {
      case 0:
        return { kind: 'duplicate', often: one([0.1, 0.5, 1]) };
      case 1:
        return { kind: 'delay', often: one([0.1, 0.5, 1]) };
      case 2:
        return { kind: 'loss', often: often() };
      case 3:
        return { kind: 'timer', often: one([0.3, 1]) };
      case 4:
        return { kind: 'throttle', often: often() };
      case 5:
        return { kind: 'lost-answer', often: often() };
      case 6:
      case 7:
        return { kind: 'crash', often: often() };
      case 8:
      case 9:
        return { kind: 'outage', tool: one(tools), as: one(outages) };
      case 10:
        return { kind: 'stale-index' };
      default:
        return { kind: 'clock', ms: (below(240) - 120) * 1000 };
    }
  };
  const said = (): Said => {
    const by = one(people);
    const incident = below(5);
    switch (below(17)) {
      case 0:
      case 1:
      case 2:
        return { incident, command: { do: 'acknowledge', by } };
      case 3:
        return { incident, command: { do: 'escalate', by, level: 1 + below(5), reason: 'it gets worse' } };
      case 4:
        return {
          incident,
          command: { do: 'set-severity', by, severity: one(['P1', 'P2', 'P3', 'P4']), reason: 'looked at it' },
        };
      case 5:
        return { incident, command: { do: 'note', by, text: 'seen', facts: { 'revenue-loss': 200 * below(100) } } };
      case 16:
        return { incident, command: { do: 'tick', by, item: one(['told', 'word', 'rapid.findings']) } };
      case 6:
        return {
          incident,
          command: { do: 'resolve', by, as: one(['fixed', 'false-alarm'] as const), reason: 'done here' },
        };
      case 7:
        return { incident, command: { do: 'reopen', by, reason: 'it is back' } };
      case 8:
        return { incident, command: { do: one(['cannot', 'release', 'not-me'] as const), by, reason: 'on a plane' } };
      case 9:
        return { incident, command: { do: 'add-responder', by, to: one(people), reason: 'knows it' } };
      case 10:
        return { incident, merge: below(5), by };
      default:
        return { incident, answer: below(4) };
    }
  };
  const step = (): Step => {
    switch (below(20)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return {
          at: at(),
          do: 'signal',
          key: below(6),
          state: one(['firing', 'firing', 'firing', 'recovered', 'recovered', 'suppressed']),
          value: below(40),
        };
      case 5:
      case 6:
        return { at: at(), do: 'system', broken: below(4), errorRate: one([0.5, 4, 23]) };
      case 7:
      case 8:
      case 9:
      case 10:
      case 11:
        return { at: at(), do: 'fault', fault: fault(), seconds: one([20, 120, 600]) };
      case 12:
        return { at: at(), do: 'kill', machine: one(['lifecycle', 'communicate', 'mitigate', 'resolve', 'deadline']) };
      case 13:
        return { at: at(), do: 'redeploy', release: below(3) };
      case 14:
        return below(4) === 0 ? { at: at(), do: 'poison' } : { at: at(), do: 'say', ...said() };
      default:
        return { at: at(), do: 'say', ...said() };
    }
  };
  const opening: Step[] = [0, 2, 4].map((key) => ({
    at: below(600),
    do: 'signal',
    key,
    state: 'firing',
    value: 5 + below(30),
  }));
  const faults: Step[] = [0, 1, 2].map(() => ({ at: at(), do: 'fault', fault: fault(), seconds: one([60, 300]) }));
  const steps = [
    ...opening,
    ...faults,
    ...Array.from({ length: 25 + below(25) }, step),
    ...itemsOf(seeded(seed ^ 0x17e3)),
  ];
  return { seed, steps: steps.sort((a, b) => a.at - b.at) };
}

/** Three action items, of which one may be done before it is reminded of; by chances of their own, so that they change nothing of the rest. */
function itemsOf(random: () => number): Step[] {
  const below = (n: number): number => Math.floor(random() * n);
  const filed = [0, 1, 2].map(
    (item): Step => ({
      at: 600 + below(ITEMS_FILED - 600),
      do: 'item',
      item,
      incident: below(3),
      owner: people[below(people.length)] ?? '',
    }),
  );
  return below(2) === 0 ? filed : [...filed, { at: ITEMS_FILED + below(240), do: 'item-done', item: below(3) }];
}
