import { Calendar } from '#core/time/calendar';

/** Mondays to Fridays from nine to five, Easter excepted. */
export const business = Calendar.parse({
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
  holidays: ['2026-04-03', '2026-04-06'],
});
/** The night shift of the same weekdays: Friday's ends on Saturday morning. */
export const nights = Calendar.parse({ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '22:00', to: '06:00' });
export const always = Calendar.parse({
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  from: '00:00',
  to: '24:00',
});
/** Office hours of Tokyo in a playbook of anywhere. */
export const tokyo = Calendar.parse({
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
  zone: 'Asia/Tokyo',
});

export const iso = (at: Date): string => at.toISOString().replace('.000Z', 'Z');
/** What is said of a value that does not fit, each with its place. */
export const faults = ({ error }: { error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined }) =>
  (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
