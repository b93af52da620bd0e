import type { Incident } from '../state.ts';

/** What of an incident says when its rules, targets and work are due. */
const fields = [
  'life',
  'id',
  'cycle',
  'speed',
  'openedAt',
  'reopenedAt',
  'severity',
  'status',
  'category',
  'service',
  'source',
  'maintenance',
  'flapping',
  'acknowledged',
  'each',
  'facts',
  'checklist',
  'acts',
  'approvals',
  'told',
  'done',
] as const;
/** And of its clocks: all but those of the cadences, which go on with each reminder. */
const ofClocks = ['cycleFrom', 'unacknowledgedFrom', 'epoch', 'lapses', 'progressAt'] as const;

type Field = (typeof fields)[number];
type Of<I> = I extends { clocks: infer C }
  ? Pick<I, Extract<keyof I, Field>> & { clocks: Pick<C, Extract<keyof C, (typeof ofClocks)[number]>> }
  : Pick<I, Extract<keyof I, Field>>;

/**
 * What the deadlines of rules, targets and work are worked out from: they stand as long as all of this is the same, so nothing else of an
 * incident may be read for them.
 */
export type Grounds = Of<Incident>;
export type OpenGrounds = Extract<Grounds, { life: 'open' }>;

/** Whether two states have the same grounds. A part that was copied counts as another, which costs time and nothing else. */
export function sameGrounds(one: Incident, other: Incident): boolean {
  for (const field of fields) if (one[field] !== other[field]) return false;
  if (one.life !== 'open' || other.life !== 'open') return one.life === other.life;
  for (const field of ofClocks) if (one.clocks[field] !== other.clocks[field]) return false;
  return true;
}
