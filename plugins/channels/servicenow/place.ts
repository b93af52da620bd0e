import * as z from 'zod';
import { Id, placeFields, Text } from '#core/playbook/words';
import { siteAt } from '../site.ts';

const Level = z.enum(['1', '2', '3']);
const Choice = z.string().regex(/^-?\d{1,3}$/, 'the value of a choice, such as "6"');
const FieldName = z.string().regex(/^[a-z][a-z0-9_]{0,79}$/, 'the name of a field, such as assignment_group');
/** Fields that are written by ourselves. */
const own = [
  'short_description',
  'description',
  'work_notes',
  'comments',
  'correlation_id',
  'correlation_display',
  'impact',
  'urgency',
  'state',
  'close_code',
  'close_notes',
];

/** A table of a ServiceNow instance in which each incident has one record, opened by its first message and kept in step by the later ones. */
export const ServiceNowPlace = z.strictObject({
  tool: z.literal('servicenow'),
  base: siteAt('https://example.service-now.com').meta({
    description: 'Address of the instance, over https; records are linked to below it',
  }),
  secret: Id.meta({
    description: 'Name of the secret: user:password, or with `auth: api-key` an inbound REST API key',
  }),
  auth: z.enum(['basic', 'api-key']).default('basic').meta({ description: 'How the secret is sent' }),
  table: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,79}$/, 'the name of a table, such as incident')
    .default('incident')
    .meta({ description: 'Name of the table: incident, or one that extends it' }),
  fields: z
    .record(
      FieldName.refine((name) => !own.includes(name), 'a field that Tocsin does not write itself'),
      Text,
    )
    .default({})
    .meta({ description: 'Fields that each record gets when it is opened: assignment_group, caller_id, category …' }),
  impact: z.record(Id, Level).default({}).meta({
    description: 'The impact, 1 to 3, for each severity; with the urgency the instance makes the priority of it',
  }),
  urgency: z.record(Id, Level).default({}).meta({ description: 'The urgency, 1 to 3, for each severity' }),
  resolve: z
    .strictObject({
      state: Choice.default('6').meta({ description: 'The value of the state Resolved' }),
      code: Text.meta({ description: 'The resolution code, as the instance has it: Solution provided' }),
    })
    .optional()
    .meta({ description: 'How the record ends when the incident is resolved or ended; without it, it is only told' }),
  reopen: z
    .strictObject({ state: Choice.default('2').meta({ description: 'The value of the state In Progress' }) })
    .optional()
    .meta({ description: 'Where the record goes when the incident is opened again; without it, it is only told' }),
  ...placeFields,
});
export type ServiceNowPlace = z.infer<typeof ServiceNowPlace>;
