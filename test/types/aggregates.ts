import type { AggregateKind } from '#app/aggregates/kind';
import { kindOf, type Timed } from '#app/aggregates/timed';

// What a kind of aggregate forgets must not compile: each omission below is an error, and `tsc` fails where it is none.
interface State {
  until: string;
}
const timed: Timed<State> = {
  kind: 'sample',
  partition: 'SAMPLE',
  limits: { aSweep: 100, atOnce: 5 },
  mark: 1,
  key: (id) => ({ pk: id, sk: 'STATE' }),
  idOf: ({ pk }) => pk,
  read: () => ({ until: '' }),
  write: ({ until }) => ({ until }),
  contextOf: async () => undefined,
  dues: ({ until }) => [until],
  timePassed: (state) => ({ state }),
};
const { limits: _limits, ...unlimited } = timed;
const { mark: _mark, ...unmarked } = timed;
const { dues: _dues, ...unplanned } = timed;
const { timePassed: _timePassed, ...idle } = timed;

/** The whole of it compiles. */
export const whole: AggregateKind = kindOf(timed);

// @ts-expect-error nobody says how much one sweep may do
kindOf(unlimited);

// @ts-expect-error nobody says which release has planned its rows
kindOf(unmarked);

// @ts-expect-error nobody says what is due
kindOf(unplanned);

// @ts-expect-error nothing happens when a time has passed
kindOf(idle);

const { takeUp: _takeUp, ...unswept } = whole;
// @ts-expect-error nothing is done with what is overdue
export const kind: AggregateKind = unswept;
