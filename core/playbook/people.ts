import * as z from 'zod';
import { Added, CalendarDate, Duration, Id, Text, TimeOfDay, Weekday, Zone } from './words.ts';

const person = {
  name: Text,
  email: z.email().optional(),
  /** Who a token means: its subject, user name or mail. */
  login: z.string().optional(),
  /** Order in which a page tries. */
  channels: z.array(Id).min(1),
};
/** A person and how to reach them, in order; an address is a field that its channel names. Secrets are named, never held. */
export const Person = z.looseObject(person);
export type Person = z.infer<typeof Person>;

/** Shifts of equal length handed over at a wall-clock time. */
export const Rotation = z.strictObject({
  zone: Zone.optional(),
  shift: Duration,
  /** Wall-clock time of the hand-over. */
  handover: z.strictObject({ day: Weekday, time: TimeOfDay }),
  /** The Monday-or-whichever date of the first shift's hand-over. */
  starts: CalendarDate,
  members: z.array(Id).min(1),
});
export type Rotation = z.infer<typeof Rotation>;

const target = {
  title: Text,
  person: Id.optional(),
  people: z.array(Id).optional(),
  rotation: Id.optional(),
  duties: z.array(Text).default([]),
  added: Added.optional(),
};
/** Whom a playbook's word means: a person, several, or whom a rotation names. A duty address goes with the target, not the person. */
export const Target = z.looseObject(target);
export type Target = z.infer<typeof Target>;

/** One person stands in for a rotation's duty between two instants. */
export const Override = z.strictObject({
  rotation: Id,
  person: Id,
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
});

/** people.yaml as it was packed: its addresses were checked by their channels then. */
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

/** people.yaml as it is written: addresses by field, `duty` those that a target may have as well, `tools` the names of `channels`. */
export const peopleSchema = (
  addresses: Record<string, z.ZodType<string>>,
  duty: Record<string, z.ZodType<string>>,
  tools: readonly string[],
): z.ZodType<People> =>
  People.extend({
    people: z.record(
      Id,
      z.strictObject({ ...person, ...optional(addresses), channels: z.array(z.enum([...tools])).min(1) }),
    ),
    targets: z.record(
      Id,
      z
        .strictObject({ ...target, ...optional(duty) })
        .refine((t) => [t.person, t.people, t.rotation].filter((x) => x !== undefined).length === 1, {
          message: 'a target is one of person, people or rotation',
        }),
    ),
  }) as unknown as z.ZodType<People>;

const optional = (schemas: Record<string, z.ZodType<string>>) =>
  Object.fromEntries(Object.entries(schemas).map(([field, schema]) => [field, schema.optional()]));
