import { TooEarly } from '#core/errors';
import { EARLY_SECONDS } from '#core/planning';
import { commandOf } from '../command-of.ts';
import { doDue } from '../due.ts';
import { Instant } from '../state.ts';

/** Does all that is due by then and nothing else. */
export const timePassed = commandOf('time-passed', { due: Instant }, (t, { due }) => {
  const early = (Date.parse(due) - t.context.now.getTime()) / 1000;
  if (early > EARLY_SECONDS) throw new TooEarly(`${due} is ${Math.round(early)} s away`);
  doDue(t, new Date(Math.max(Date.parse(due), t.context.now.getTime())));
});
