import * as z from 'zod';
import type { Reading } from '#app/ports';
import { seconds } from '#core/playbook/words';
import { addressIn } from '#plugins/address';
import type { CheckPorts, Reader } from '../check.ts';
import { nothing } from '../nothing.ts';
import type { Answer, Resolve } from './answer.ts';
import { byNetwork } from './by-network.ts';
import type { DnsEntry } from './check.ts';
import { overHttps } from './over-https.ts';

/** `DNS_URL`: a resolver over HTTPS that is asked in place of the network's own. */
const Environment = z.object({ DNS_URL: z.string().optional() });

/** Resolves names. Where the resolver cannot tell, nothing is said of the name. */
export const connect = ({ http, addressOf, env }: CheckPorts): Reader<DnsEntry> => {
  const { DNS_URL: own } = Environment.parse(env);
  const resolverOf = (base: string | undefined): Resolve => {
    if (base !== undefined) return overHttps(http, addressIn(addressOf, base, ''));
    return own === undefined ? byNetwork() : overHttps(http, new URL('/resolve', own).href);
  };
  return {
    async read({ base, name, type, expect, timeout }) {
      return readingOf(await resolverOf(base)(name, type, seconds(timeout) * 1000), expect);
    },
  };
};

function readingOf(answer: Answer, expected: readonly string[] | undefined): Reading {
  if ('cannot' in answer) return nothing(`the resolver cannot tell: ${answer.cannot}`);
  const { addresses, none } = answer;
  if (none !== undefined) return { value: 0, because: `does not resolve: ${none}` };
  const sorted = addresses.toSorted();
  const text = sorted.join('\n');
  const found = `resolves to ${sorted.length} address${sorted.length === 1 ? '' : 'es'}`;
  if (expected === undefined) return { value: sorted.length, because: found, text };
  const known = new Set(expected.map(canonical));
  const stranger = sorted.find((address) => !known.has(canonical(address)));
  if (stranger === undefined) return { value: 1, because: `${found}, as expected`, text };
  return { value: 0, because: `resolves to ${stranger}, which is not expected`, text };
}

/** One spelling for each address: IPv6 has several. */
const canonical = (address: string): string =>
  address.includes(':') ? new URL(`http://[${address}]`).hostname : address;
