import * as z from 'zod';
import { Added, Duration, Id, Text, TimeOfDay, Weekday, Zone } from './words.ts';

const Phone = z
  .string()
  .transform((phone) => phone.replaceAll(/[\s()-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'a phone number is in the international form, +15550101'));

/** A person and how to reach them, in order. Secrets are named, never held. */
export const Person = z.strictObject({
  name: Text,
  email: z.email().optional(),
  phone: Phone.optional(),
  /** Slack member id. */
  slack: z
    .string()
    .regex(/^[UW][A-Z0-9]{2,}$/, 'a Slack member id begins with U or W')
    .optional(),
  /** Name of the secret that holds this person's PagerDuty routing key. */
  pagerduty: Id.optional(),
  /** Who a token means: its subject, user name or mail. */
  login: z.string().optional(),
  /** Order in which a page tries. */
  channels: z.array(z.enum(['pagerduty', 'sms', 'email', 'slack'])).min(1),
});
export type Person = z.infer<typeof Person>;

/** Shifts of equal length handed over at a wall-clock time. */
export const Rotation = z.strictObject({
  zone: Zone.optional(),
  shift: Duration,
  /** Wall-clock time of the hand-over. */
  handover: z.strictObject({ day: Weekday, time: TimeOfDay }),
  /** The Monday-or-whichever date of the first shift's hand-over. */
  starts: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  members: z.array(Id).min(1),
});
export type Rotation = z.infer<typeof Rotation>;

/** Whom a playbook's word means: a person, several, or whoever a rotation says. A duty phone goes with the target, not the person. */
export const Target = z
  .strictObject({
    title: Text,
    person: Id.optional(),
    people: z.array(Id).optional(),
    rotation: Id.optional(),
    phone: Phone.optional(),
    duties: z.array(Text).default([]),
    added: Added.optional(),
  })
  .refine((t) => [t.person, t.people, t.rotation].filter((x) => x !== undefined).length === 1, {
    message: 'a target is one of person, people or rotation',
  });
export type Target = z.infer<typeof Target>;

/** One person stands in for a rotation's duty between two instants. */
export const Override = z.strictObject({
  rotation: Id,
  person: Id,
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
});

/** people.yaml */
export const People = z.strictObject({
  version: z.literal(1),
  people: z.record(Id, Person),
  rotations: z.record(Id, Rotation).default({}),
  targets: z.record(Id, Target),
  overrides: z.array(Override).default([]),
  /** Firms and desks outside, for people to call. */
  external: z.record(Id, z.strictObject({ title: Text, phone: z.string() })).default({}),
});
export type People = z.infer<typeof People>;
