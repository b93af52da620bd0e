import { isIP } from 'node:net';
import * as z from 'zod';
import { checkFields } from '#core/playbook/verification';
import { nameOf } from '#core/playbook/words';
import { checkPlugin } from '../check.ts';

const Name = z
  .string()
  .max(253)
  .regex(
    /^(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})+$/,
    'a whole name such as www.example.com: labels of 1 to 63 of A-Z a-z 0-9 _ -, without a dot at the end',
  );
const Entry = z
  .strictObject({
    kind: z.literal('dns'),
    ...checkFields,
    name: Name.meta({ description: 'The name that is to resolve; no search domain is tried' }),
    type: z.enum(['A', 'AAAA']).default('A').meta({ description: 'A for IPv4 addresses, AAAA for IPv6' }),
    expect: z.array(z.string()).min(1).max(50).optional().meta({
      description:
        'The addresses that it may have: then the check reads 1 where it has at least one and each is among these, else 0. Without it, its addresses are counted',
    }),
    base: nameOf('base').optional().meta({
      description:
        'A resolver that is asked by DNS over HTTPS with JSON, as https://dns.google/resolve, so that the name is seen as from there; without it, the resolver of the functions’ own network',
    }),
    unit: z.string().optional(),
  })
  .refine(({ type, expect = [] }) => expect.every((address) => isIP(address) === (type === 'A' ? 4 : 6)), {
    path: ['expect'],
    message: 'addresses of the type that is asked for: IPv4 for A, IPv6 for AAAA',
  });
export type DnsEntry = z.infer<typeof Entry>;

const sample = { kind: 'dns', title: 'Name of the shop', name: 'www.example.com' } as const;
const at = '2026-01-05T03:04:30Z';

/** How many addresses a name resolves to, or whether they are the expected ones. */
export const dns = checkPlugin({
  kind: 'dns',
  simulatedBy: ['dns_addresses'],
  title: 'DNS name',
  measures: 'value',
  schema: Entry,
  references: ({ base }) => (base === undefined ? [] : [{ path: ['base'], name: base, of: 'base' }]),
  rights: [],
  environment: ({ endpoints }) => ({ DNS_URL: endpoints['dns'] }),
  load: () => import('./read.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      entry: sample,
      system: { metrics: { dns_addresses: 2 } },
      at,
      reading: { value: 2, because: 'resolves to 2 addresses', text: '203.0.113.1\n203.0.113.2' },
    },
    {
      entry: { ...sample, base: 'resolver', type: 'AAAA', unit: 'addresses' },
      system: { metrics: { dns_addresses: 1 } },
      at,
      reading: { value: 1, because: 'resolves to 1 address', text: '2001:db8::1' },
    },
    {
      entry: sample,
      system: { metrics: { dns_addresses: 0 } },
      at,
      reading: { value: 0, because: 'does not resolve: no such name' },
    },
    {
      entry: { ...sample, expect: ['203.0.113.2', '203.0.113.1', '203.0.113.3'] },
      system: { metrics: { dns_addresses: 2 } },
      at,
      reading: { value: 1, because: 'resolves to 2 addresses, as expected', text: '203.0.113.1\n203.0.113.2' },
    },
    {
      entry: { ...sample, expect: ['203.0.113.1'] },
      system: { metrics: { dns_addresses: 3 } },
      at,
      reading: {
        value: 0,
        because: 'resolves to 203.0.113.2, which is not expected',
        text: '203.0.113.1\n203.0.113.2\n203.0.113.3',
      },
    },
    {
      entry: sample,
      system: { metrics: { dns_addresses: null } },
      at,
      reading: { value: null, because: 'the resolver cannot tell: SERVFAIL' },
    },
  ],
});
