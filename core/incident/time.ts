import type { Playbook } from '#core/playbook/schema';
import { type Duration, seconds } from '#core/playbook/words';
import { isoOf, isoSecondOf, msOf } from '#core/time/iso';
import { spanInWords } from '#core/time/span';
import { dueAt, isAtOnce, isMoment, type When } from '#core/time/when';

/** An instant as the rows and rows' keys spell it: UTC, milliseconds. */
export const iso = (at: Date | number): string => isoOf(typeof at === 'number' ? at : at.getTime());

/** Whole seconds, rounded up: deadlines never fall between two seconds. */
export const wholeSecond = (at: string | number): string => {
  const ms = typeof at === 'number' ? at : msOf(at);
  return isoSecondOf(Math.ceil(ms / 1000) * 1000);
};

/** `from` plus a duration of the playbook at the incident's speed, to the whole second above; what is due at once is due now, not at the next second. */
export const after = (from: string, duration: Duration, speed: number): string =>
  seconds(duration) === 0 ? from : wholeSecond(msOf(from) + (seconds(duration) * 1000) / speed);

/** `from` plus a span, or the first such moment after it. Elapsed time is divided by the incident's speed, open time and moments are not. */
export const whenFrom = (
  from: string,
  when: When,
  { moments, calendars, zone }: Pick<Playbook, 'moments' | 'calendars' | 'zone'>,
  speed: number,
): string =>
  isAtOnce(when) ? from : wholeSecond(dueAt(new Date(msOf(from)), when, { moments, calendars, zone }, speed).getTime());

/** `5 min`, `4 h of business`, `at next-day`: how people read a span or a moment. */
export const whenInWords = (when: When): string =>
  isMoment(when) ? `at ${when}` : / /.test(when) ? spanInWords(when) : inWords(when);

/** `5 min`, `2 h`, `90 s`: how people read a duration. */
export const inWords = (duration: Duration): string => {
  const s = seconds(duration);
  if (s % 3600 === 0 && s > 0) return `${s / 3600} h`;
  if (s % 60 === 0 && s > 0) return `${s / 60} min`;
  return `${s} s`;
};
