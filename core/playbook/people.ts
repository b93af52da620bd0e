import * as z from 'zod';
import { Added, CalendarDate, Duration, Id, nameOf, Text, TimeOfDay, Weekday, Zone } from './words.ts';

const person = {
  name: Text.meta({ description: 'Name as messages and pages show it' }),
  email: z.email().optional().meta({ description: 'Mail address; also who is meant by a token that has it' }),
  login: z.string().optional().meta({ description: 'Who a token means: its subject, user name or mail' }),
  channels: z.array(Id).min(1).meta({ description: 'Channels of a page, in the order in which they are tried' }),
};
/** A person and how to reach them, in order; an address is a field that its channel names. Secrets are named, never held. */
export const Person = z.looseObject(person);
export type Person = z.infer<typeof Person>;

/** One of those who take turns: an id, or an id with the days between which turns are taken. */
export const Member = z
  .union([
    nameOf('person'),
    z.strictObject({
      person: nameOf('person').meta({ description: 'Id of the person' }),
      from: CalendarDate.optional().meta({ description: 'Takes no shift that begins before this day' }),
      until: CalendarDate.optional().meta({ description: 'Takes no shift that begins on this day or later' }),
    }),
  ])
  .meta({ description: 'A person, or { person, from, until } for who joins or leaves: the turn that runs is kept' });
export type Member = z.infer<typeof Member>;

const layer = {
  zone: Zone.optional().meta({
    description: "Zone of hand-over, hours and days; a layer without one has its rotation's, that has UTC",
  }),
  shift: Duration.meta({ description: 'Length of a shift on the wall clock: 2h, 12h, 1d, 1w; at least 1m' }),
  handover: z
    .strictObject({
      time: TimeOfDay.meta({ description: 'Wall-clock time of the first hand-over' }),
      day: Weekday.optional().meta({ description: 'Weekday of the first hand-over; `starts` must be one' }),
    })
    .meta({ description: 'When a shift is handed over' }),
  starts: CalendarDate.meta({ description: 'Day of the first hand-over; nobody has a turn before it' }),
  members: z.array(Member).min(1).meta({ description: 'Who takes turns, in this order' }),
  hours: z
    .strictObject({
      from: TimeOfDay.meta({ description: 'Opening' }),
      to: TimeOfDay.meta({ description: 'Close; at or before the opening it is on the next day, 00:00 is midnight' }),
    })
    .optional()
    .meta({ description: 'Hours of the day in which the layer counts; all, if left out' }),
  days: z
    .array(Weekday)
    .min(1)
    .optional()
    .meta({ description: 'Weekdays on which the layer counts, by the day on which its hours begin; all, if left out' }),
};
/** People who take turns of equal length, around the clock or at some hours. */
export const Layer = z.strictObject(layer);
export type Layer = z.infer<typeof Layer>;

/** Whose duty it is: one layer, or several of which a later one covers those before it. */
export const Rotation = z
  .strictObject({
    ...z.strictObject(layer).partial().shape,
    zone: layer.zone,
    layers: z
      .array(Layer)
      .min(1)
      .optional()
      .meta({ description: 'Layers of the rotation: while a later one is open, it covers those before it' }),
  })
  .superRefine((rotation, context) => {
    const missing = ['shift', 'handover', 'starts', 'members'] as const;
    if (rotation.layers === undefined) {
      for (const field of missing)
        if (rotation[field] === undefined)
          context.addIssue({ code: 'custom', path: [field], message: `${field}, or layers that have it` });
      return;
    }
    for (const field of [...missing, 'hours', 'days'] as const)
      if (rotation[field] !== undefined)
        context.addIssue({ code: 'custom', path: [field], message: `${field} within each of the layers` });
  })
  .meta({ description: 'A rotation: the fields of its one layer, or several under `layers`' });
export type Rotation = z.infer<typeof Rotation>;

const target = {
  title: Text.meta({ description: 'Name as messages show it' }),
  person: nameOf('person').optional().meta({ description: 'The one person that it means' }),
  people: z.array(nameOf('person')).optional().meta({ description: 'Several people; any of them may answer' }),
  rotation: nameOf('rotation').optional().meta({ description: 'The rotation whose person on duty it means' }),
  acknowledge: z.literal('each').optional().meta({
    description: 'Of several people: each must acknowledge, and who has not is paged again; left out, any of them',
  }),
  duties: z.array(Text).default([]).meta({ description: 'Prose: what is expected of them; shown, never evaluated' }),
  added: Added.optional(),
};
/** Whom a playbook's word means: a person, several, or whom a rotation names. A duty address goes with the target, not the person. */
export const Target = z.looseObject(target);
export type Target = z.infer<typeof Target>;

const Instant = z.iso.datetime({ offset: true });
/** One person stands in for a rotation's duty between two instants. */
export const Override = z
  .strictObject({
    rotation: nameOf('rotation').meta({ description: 'The rotation' }),
    person: nameOf('person').meta({ description: 'Who stands in' }),
    from: Instant.meta({ description: 'First instant, with its offset: 2026-03-11T14:00:00Z' }),
    to: Instant.meta({ description: 'End, itself not included' }),
    reason: Text.optional().meta({ description: 'Why; shown wherever the duty is explained' }),
  })
  .meta({ description: 'Of several that hold at an instant the shortest counts, of two alike the later' });
export type Override = z.infer<typeof Override>;

/** people.yaml as it was packed: its addresses were checked by their channels then. */
export const People = z.strictObject({
  version: z
    .union([z.literal(1), z.literal(2)])
    .meta({ description: '2; what a file of version 1 says, it says in version 2 as well' }),
  people: z.record(Id, Person).meta({ description: 'People by id' }),
  rotations: z.record(Id, Rotation).default({}).meta({ description: 'Rotations by id' }),
  targets: z.record(Id, Target).meta({ description: 'The words of the playbook for people, each with whom it means' }),
  overrides: z.array(Override).default([]).meta({ description: 'Who stands in for whom, known in advance' }),
  external: z
    .record(
      Id,
      z.strictObject({
        title: Text.meta({ description: 'Name of the firm or desk' }),
        phone: z.string().meta({ description: 'Number for people to call; never called by the product' }),
      }),
    )
    .default({})
    .meta({ description: 'Prose: firms and desks outside, for people to call' }),
});
export type People = z.infer<typeof People>;

/** people.yaml as it is written: addresses by field, `duty` those that a target may have as well, `tools` the names of `channels`. */
export const peopleSchema = (
  addresses: Record<string, z.ZodType<string>>,
  duty: Record<string, z.ZodType<string>>,
  tools: readonly string[],
): z.ZodType<People> =>
  People.extend({
    people: z
      .record(
        Id,
        z.strictObject({
          ...person,
          ...optional(addresses),
          channels: z
            .array(z.enum([...tools]))
            .min(1)
            .meta({ description: 'Channels of a page, in the order in which they are tried' }),
        }),
      )
      .meta({ description: 'People by id' }),
    targets: z
      .record(
        Id,
        z
          .strictObject({ ...target, ...optional(duty) })
          .refine((t) => [t.person, t.people, t.rotation].filter((x) => x !== undefined).length === 1, {
            message: 'a target is one of person, people or rotation',
          }),
      )
      .meta({ description: 'The words of the playbook for people, each with whom it means' }),
  }) as unknown as z.ZodType<People>;

const optional = (schemas: Record<string, z.ZodType<string>>) =>
  Object.fromEntries(
    Object.entries(schemas).map(([field, schema]) => [
      field,
      schema
        .optional()
        .meta({ description: schema.meta()?.description ?? `Address of the channel that reads ${field}` }),
    ]),
  );
