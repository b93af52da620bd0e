import * as z from 'zod';
import { accessFields } from '#core/playbook/access';
import { checkFields } from '#core/playbook/verification';
import { nameOf } from '#core/playbook/words';
import { checkPlugin } from '../check.ts';

const Entry = z
  .strictObject({
    kind: z.literal('http'),
    ...checkFields,
    service: nameOf('service'),
    /** Whose base address is asked; `service` where it is left out. */
    base: nameOf('base').optional(),
    path: z.string().startsWith('/'),
    value: z.string().min(1).max(2_000).optional().meta({
      description:
        'JSONata over `{status, headers, body}` of the answer: a number, a boolean (1 or 0) or text. Without it the check reads 1 for an answer of 2xx and 0 for any other',
    }),
    anyStatus: z
      .literal(true)
      .optional()
      .meta({ description: 'With `value`: answers of any status are looked into, and not only those of 2xx' }),
    ...accessFields,
  })
  .refine(({ value, anyStatus }) => value !== undefined || anyStatus === undefined, {
    path: ['anyStatus'],
    message: '`anyStatus` belongs to `value`: without that, the status is what is measured',
  });
export type HttpEntry = z.infer<typeof Entry>;

const sample = { kind: 'http', title: 'Health of the shop', service: 'shop', path: '/health' } as const;
const at = '2026-01-05T03:04:30Z';

/** Health of a service over HTTP, 1 where it answers 2xx in time, else 0; or, with `value`, what an expression finds in its answer. */
export const http = checkPlugin({
  kind: 'http',
  title: 'HTTP health or value',
  measures: 'health',
  schema: Entry,
  references: ({ service, base }) => [
    { path: ['service'], name: service, of: 'service' },
    ...(base === undefined ? [] : [{ path: ['base'], name: base, of: 'base' } as const]),
  ],
  expressions: ['value'],
  rights: [
    { actions: ['secretsmanager:GetSecretValue'], resources: 'check-secrets' },
    { actions: ['execute-api:Invoke'], resources: 'apis-of-checks' },
  ],
  environment: () => ({}),
  load: () => import('./read.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      entry: { ...sample, auth: { bearer: 'shop' } },
      system: { components: { shop: 'ok' } },
      at,
      reading: { value: 1, because: 'answers 200' },
    },
    { entry: sample, system: { components: { shop: 'ok' } }, at, reading: { value: 1, because: 'answers 200' } },
    { entry: sample, system: { components: { shop: 'down' } }, at, reading: { value: 0, because: 'answers 503' } },
    {
      entry: { ...sample, timeout: '1s' },
      system: { components: { shop: 'slow' } },
      at,
      reading: { value: 0, because: 'no answer in 1 s' },
    },
    {
      entry: { ...sample, value: 'body.status = "ok"' },
      system: { components: { shop: 'ok' } },
      at,
      reading: { value: 1, because: 'reads true' },
    },
    {
      entry: { ...sample, value: 'body.status' },
      system: { components: { shop: 'ok' } },
      at,
      reading: { value: null, text: 'ok', because: 'reads "ok"' },
    },
    {
      entry: { ...sample, value: 'body.status' },
      system: { components: { shop: 'down' } },
      at,
      reading: { value: null, because: 'answers 503; `value` is read from 2xx' },
    },
    {
      entry: { ...sample, value: 'status', anyStatus: true },
      system: { components: { shop: 'down' } },
      at,
      reading: { value: 503, because: 'reads 503' },
    },
  ],
});
