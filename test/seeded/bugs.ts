import { actions } from './bugs/actions.ts';
import { aggregates } from './bugs/aggregates.ts';
import { bounds } from './bugs/bounds.ts';
import type { Bug, Kindless } from './bugs/bug.ts';
import { deliveries } from './bugs/deliveries.ts';
import { people } from './bugs/people.ts';
import { planned } from './bugs/planned.ts';
import { reopen } from './bugs/re-open.ts';
import { runs } from './bugs/runs.ts';
import { signals } from './bugs/signals.ts';
import { work } from './bugs/work.ts';

const of = (kind: Bug['kind'], some: readonly Kindless[]): Bug[] => some.map((bug) => ({ ...bug, kind }));

export const bugs: readonly Bug[] = [
  ...of('signals', signals),
  ...of('actions', actions),
  ...of('deliveries', deliveries),
  ...of('bounds', bounds),
  ...of('aggregates', aggregates),
  ...of('re-open', reopen),
  ...of('runs', runs),
  ...of('people', people),
  ...of('work', work),
  ...of('planned', planned),
];
