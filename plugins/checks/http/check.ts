import * as z from 'zod';
import { accessFields } from '#core/playbook/access';
import { checkFields } from '#core/playbook/verification';
import { Id } from '#core/playbook/words';
import { checkPlugin } from '../check.ts';

const Entry = z.strictObject({
  kind: z.literal('http'),
  ...checkFields,
  service: Id,
  /** Whose base address is asked; `service` where it is left out. */
  base: Id.optional(),
  path: z.string().startsWith('/'),
  ...accessFields,
});
export type HttpEntry = z.infer<typeof Entry>;

const sample = { kind: 'http', title: 'Health of the shop', service: 'shop', path: '/health' } as const;
const at = '2026-01-05T03:04:30Z';

/** Health of a service over HTTP: 1 where it answers 2xx in time, else 0. */
export const http = checkPlugin({
  kind: 'http',
  title: 'HTTP health',
  measures: 'health',
  schema: Entry,
  references: ({ service, base }) => [
    { path: ['service'], name: service, of: 'service' },
    ...(base === undefined ? [] : [{ path: ['base'], name: base, of: 'base' } as const]),
  ],
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
  ],
});
