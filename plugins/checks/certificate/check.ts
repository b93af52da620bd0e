import * as z from 'zod';
import { accessFields } from '#core/playbook/access';
import { checkFields } from '#core/playbook/verification';
import { nameOf } from '#core/playbook/words';
import { checkPlugin } from '../check.ts';

const Entry = z
  .strictObject({
    kind: z.literal('certificate'),
    ...checkFields,
    service: nameOf('service').optional().meta({ description: 'The service whose address names the host' }),
    base: nameOf('base')
      .optional()
      .meta({ description: 'The base whose address names the host, in place of a service' }),
    ca: accessFields.ca,
    unit: z.string().optional(),
  })
  .refine(({ service, base }) => (service === undefined) !== (base === undefined), {
    path: ['service'],
    message: 'the host is that of a `service` or of a `base`: one of them',
  });
export type CertificateEntry = z.infer<typeof Entry>;

const sample = { kind: 'certificate', title: 'Certificate of the shop', service: 'shop' } as const;
const at = '2026-01-05T03:04:30Z';

/** Days until the certificate of a host expires; 0 where one that it shows has expired. */
export const certificate = checkPlugin({
  kind: 'certificate',
  simulatedBy: ['certificate_days'],
  title: 'Days until a certificate expires',
  measures: 'value',
  schema: Entry,
  references: ({ service, base }) => [
    ...(service === undefined ? [] : [{ path: ['service'], name: service, of: 'service' } as const]),
    ...(base === undefined ? [] : [{ path: ['base'], name: base, of: 'base' } as const]),
  ],
  rights: [],
  environment: ({ endpoints }) => ({ CERTIFICATE_URL: endpoints['certificate'] }),
  load: () => import('./read.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      entry: sample,
      system: { metrics: { certificate_days: 20 } },
      at,
      reading: { value: 20, because: 'expires in 20 days, at 2026-01-25T03:04:30Z' },
    },
    {
      entry: { kind: 'certificate', title: 'Certificate of the edge', base: 'edge', unit: 'days', timeout: '1s' },
      system: { metrics: { certificate_days: 0.5 } },
      at,
      reading: { value: 0, because: 'expires within a day, at 2026-01-05T15:04:30Z' },
    },
    {
      entry: { ...sample, ca: 'certificates/internal.pem' },
      system: { metrics: { certificate_days: -3 } },
      at,
      reading: { value: 0, because: 'a certificate that it shows has expired' },
    },
    {
      entry: sample,
      system: { metrics: { certificate_days: null } },
      at,
      reading: { value: null, because: 'the host shows no certificate' },
    },
  ],
});
