import type { AggregateKind } from '#app/aggregates/kind';
import { kindOf, type Timed } from '#app/aggregates/timed';

// What a kind of aggregate forgets must not compile: each omission below is an error, and `tsc` fails where it is none.
interface State {
  until: string;
}
const limits = { aSweep: 100, atOnce: 5 };
const mark = 1;
const dues = ({ until }: State) => [until];
const timePassed = (state: State) => ({ state });
const rest: Omit<Timed<State>, 'limits' | 'mark' | 'dues' | 'timePassed'> = {
  kind: 'sample',
  partition: 'SAMPLE',
  key: (id) => ({ pk: id, sk: 'STATE' }),
  idOf: ({ pk }) => pk,
  read: () => ({ until: '' }),
  write: ({ until }) => ({ until }),
  contextOf: async () => undefined,
};

/** The whole of it compiles. */
export const whole = kindOf({ ...rest, limits, mark, dues, timePassed });

// @ts-expect-error nobody says how much one sweep may do
kindOf({ ...rest, mark, dues, timePassed });

// @ts-expect-error nobody says which release has planned its rows
kindOf({ ...rest, limits, dues, timePassed });

// @ts-expect-error nobody says what is due
kindOf({ ...rest, limits, mark, timePassed });

// @ts-expect-error nothing happens when a time has passed
kindOf({ ...rest, limits, mark, dues });

// @ts-expect-error nothing is done with what is overdue
export const unswept: AggregateKind = {
  kind: 'sample',
  partitions: ['SAMPLE'],
  overdueSeconds: 30,
  limits,
  timePassed: null,
  replan: null,
  leftToSweeper: true,
};
