import * as z from 'zod';
import { nearest } from './nearest.ts';

const durationForm = 'a duration is a whole number and one of s, m, h, d, w: 60s, 5m, 1h, 2d, 1w';
/** A duration such as `60s`, `5m`, `1h`, `24h`, `2d`, `1w`. */
export const Duration = z
  .string({ error: durationForm })
  .regex(/^\d+(s|m|h|d|w)$/, durationForm)
  .meta({ description: 'Whole number and unit: 60s, 5m, 1h, 2d, 1w' });
export type Duration = z.infer<typeof Duration>;

const unit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
/** Seconds of a duration. */
export const seconds = (duration: Duration): number =>
  Number(duration.slice(0, -1)) * unit[duration.slice(-1) as keyof typeof unit];

/** An id inside a playbook: it becomes part of keys, names and links. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'an id has 1 to 40 of A-Z a-z 0-9 _ - and starts with a letter or digit');
/** What an id of a playbook names. */
export type Names =
  | 'base'
  | 'calendar'
  | 'category'
  | 'channel'
  | 'check'
  | 'detection rule'
  | 'digest'
  | 'fact'
  | 'horizon'
  | 'moment'
  | 'person'
  | 'place'
  | 'place or who'
  | 'place, target or duty'
  | 'role'
  | 'rotation'
  | 'rule'
  | 'runbook'
  | 'service'
  | 'severity'
  | 'severity or status'
  | 'status'
  | 'task'
  | 'team'
  | 'template'
  | 'who';
/** A word for people: an id, `level.3` for the people of that level, or `team.oncall` for who is on call for the service. */
const Who = z
  .string()
  .regex(
    /^([A-Za-z0-9][A-Za-z0-9_-]{0,39}|level\.[1-9]\d{0,2}|team\.oncall)$/,
    'a role or a target of people.yaml by its id, level.N for a level, or team.oncall',
  );
/** An id that names something of the playbook, where editors offer the names that there are; `who` is a role, a target of people.yaml, a level or the on-call of a team. */
export const nameOf = (names: Names) =>
  (names === 'who' || names === 'place or who' || names === 'place, target or duty' ? Who : Id).meta({ names });
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is HH:MM, 00:00 to 23:59');
export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const dateForm = 'a date is YYYY-MM-DD, and one of the calendar, 2000-01-01 to 2100-12-31';
export const CalendarDate = z
  .string()
  .regex(/^(20\d\d|2100)-\d{2}-\d{2}$/, { error: dateForm, abort: true })
  .refine((date) => {
    const ms = Date.parse(`${date}T00:00:00Z`);
    // 31 April would be read as 1 May
    return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
  }, dateForm);
const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};
const zoneForm = 'a zone is a name of the IANA time zone database, such as UTC or Europe/Berlin';
/** The zone that is most like a wrong one, with its words in front. */
function zoneLike(wrong: unknown): string {
  const known = typeof wrong === 'string' ? nearest(wrong, Intl.supportedValuesOf('timeZone')) : undefined;
  return known === undefined ? zoneForm : `${known}? ${zoneForm}`;
}
export const Zone = z
  .string()
  .refine(isZone, { error: (issue) => zoneLike(issue.input) })
  .meta({ description: zoneForm });
/** Our own addition to an organisation's playbook, marked where the organisation itself is silent. */
export const Added = z.boolean().meta({ description: 'true where the rule is ours and the organisation is silent' });
export const Text = z.string().min(1);

/** What every entry of `places` may say, whatever its channel. */
export const placeFields = {
  public: z
    .boolean()
    .optional()
    .meta({ description: 'Customers read it: what is told there has words of its own, and is the first word outside' }),
  added: Added.optional(),
};
