import * as z from 'zod';
import { Id, placeFields } from '#core/playbook/words';
import { siteAt } from '../site.ts';

/** What of a message a field may hold. */
export const words = [
  'incident',
  'subject',
  'text',
  'severity',
  'status',
  'impact',
  'services',
  'over',
  'cycle',
  'links',
] as const;
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Source = z.union([
  z.enum(words),
  z.strictObject({ is: Scalar }),
  z.strictObject({ of: z.enum(['severity', 'status', 'impact', 'over']), map: z.record(z.string(), Scalar) }),
]);
export type Source = z.infer<typeof Source>;

const FieldPath = z
  .string()
  .regex(/^[A-Za-z]\w{0,63}(?:\.[A-Za-z]\w{0,63}){0,5}$/, 'a field, or fields within each other: incident.title')
  .refine((path) => !path.split('.').some((name) => ['constructor', 'prototype'].includes(name)), 'another name');
const Path = z.string().regex(/^\/[\w~./{}%-]*$/, 'a path below the address, such as /incidents/{id}');

/** The status API of the team: JSON that is posted, with fields as the API has them. */
export const StatusApiPlace = z.strictObject({
  tool: z.literal('status-api'),
  base: siteAt('https://status.example.com').meta({ description: 'Address of the API, over https' }),
  path: Path.refine((path) => !path.includes('{'), 'a path without an id').meta({
    description: 'Where messages are posted; with `update` the first of an incident alone',
  }),
  update: z
    .strictObject({
      method: z.enum(['PATCH', 'PUT', 'POST']).default('PATCH'),
      path: Path.refine((path) => path.split('{id}').length === 2, '{id} stands in it once').meta({
        description: 'Where later messages go; {id} is what the answer to the first says',
      }),
      id: FieldPath.default('id').meta({
        description: 'The field of the answer to the first message that holds the id',
      }),
    })
    .optional()
    .meta({ description: 'How later messages change what the first has made; without it each is a post of its own' }),
  secret: Id.meta({ description: 'Name of the secret with the token or key' }),
  header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'the name of an HTTP header')
    .refine(
      (name) => !['host', 'content-type', 'content-length', 'idempotency-key', 'accept'].includes(name.toLowerCase()),
      {
        message: 'a header that the call does not set itself',
      },
    )
    .optional()
    .meta({ description: 'Header that holds the secret; without it the secret is a bearer token' }),
  body: z
    .record(FieldPath, Source)
    .refine((body) => Object.values(body).some((source) => source === 'text' || source === 'subject'), {
      message: 'a field holds the `text` or the `subject`',
    })
    .refine(
      (body) => !Object.keys(body).some((one) => Object.keys(body).some((other) => other.startsWith(`${one}.`))),
      {
        message: 'a field that holds a value holds no other fields',
      },
    )
    .meta({
      description:
        'Each field of the JSON, and what it holds: a word of the message, `{is: value}`, or `{of: severity, map: {P1: critical}}`; what a message does not have is left out',
    }),
  ...placeFields,
});
export type StatusApiPlace = z.infer<typeof StatusApiPlace>;
