import { isIP } from 'node:net';
import * as z from 'zod';
import type { Http } from '#app/ports';
import { NoAnswer } from '#core/errors';
import { answerOf } from '#plugins/http-answer';
import type { Resolve } from './answer.ts';

const Said = z.looseObject({
  Status: z.int(),
  Answer: z.array(z.looseObject({ type: z.int(), data: z.string() })).default([]),
});
/** Numbers of the record types, and the codes of answers that have a name of their own (RFC 1035, RFC 3596, RFC 6895). */
const types = { A: 1, AAAA: 28 } as const;
const NOERROR = 0;
const NXDOMAIN = 3;
const codes: Record<number, string> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP', 5: 'REFUSED' };

/** Asks a resolver by DNS over HTTPS in the JSON that Google and Cloudflare document. Aliases on the way are passed over. */
export const overHttps =
  (http: Http, address: string): Resolve =>
  async (name, type, timeoutMs) => {
    const url = new URL(address);
    url.searchParams.set('name', name);
    url.searchParams.set('type', type);
    const headers = { accept: 'application/dns-json' };
    const said = answerOf('the resolver', Said, await http.send({ method: 'GET', url: url.href, headers, timeoutMs }));
    if (said.Status === NXDOMAIN) return { addresses: [], none: 'no such name' };
    if (said.Status !== NOERROR) return { cannot: codes[said.Status] ?? `code ${said.Status}` };
    const addresses = said.Answer.filter((one) => one.type === types[type]).map(({ data }) => data);
    if (addresses.some((one) => isIP(one) === 0)) throw new NoAnswer('the resolver answers what cannot be read');
    return addresses.length === 0 ? { addresses, none: 'no address of the type' } : { addresses };
  };
