import * as z from 'zod';
import type { Reading, Shown } from '#app/ports';
import { wholeSecond } from '#core/incident/time';
import { seconds } from '#core/playbook/words';
import { addressIn } from '#plugins/address';
import { answerOf } from '#plugins/http-answer';
import type { CheckPorts, Reader } from '../check.ts';
import { nothing } from '../nothing.ts';
import type { CertificateEntry } from './check.ts';

/** `CERTIFICATE_URL`: what is asked in place of every host, where those of a deployment have no TLS. */
const Environment = z.object({ CERTIFICATE_URL: z.string().optional() });
const Answer = z.looseObject({ validTo: z.iso.datetime().optional(), expired: z.literal(true).optional() });

const DAY = 86_400_000;

/** Reads what hosts show at a handshake. One that is not trusted for another reason than its age says nothing of that. */
export const connect = (ports: CheckPorts): Reader<CertificateEntry> => {
  const { handshake, http, addressOf, wallClock } = ports;
  const { CERTIFICATE_URL: standIn } = Environment.parse(ports.env);

  async function told(by: string, address: string, timeoutMs: number): Promise<Shown | undefined> {
    const url = new URL('/certificate', by);
    url.searchParams.set('of', address);
    const said = answerOf('the host', Answer, await http.send({ method: 'GET', url: url.href, timeoutMs }));
    if (said.expired === true) return { expired: true };
    return said.validTo === undefined ? undefined : { validTo: said.validTo };
  }

  return {
    async read({ service, base, timeout, ca }) {
      const name = base ?? service ?? '';
      const address = addressIn(addressOf, name, '');
      const timeoutMs = seconds(timeout) * 1000;
      if (standIn !== undefined) return readingOf(await told(standIn, address, timeoutMs), wallClock());
      if (new URL(address).protocol !== 'https:')
        return nothing(`the address of ${name} is not https: its host shows no certificate`);
      return readingOf(await handshake({ ca }, { url: address, timeoutMs }), wallClock());
    },
  };
};

function readingOf(shown: Shown | undefined, now: Date): Reading {
  if (shown === undefined) return nothing('the host shows no certificate');
  if ('expired' in shown) return { value: 0, because: 'a certificate that it shows has expired' };
  const until = new Date(shown.validTo);
  const days = Math.floor((until.getTime() - now.getTime()) / DAY);
  const left = days < 1 ? 'within a day' : `in ${days} day${days === 1 ? '' : 's'}`;
  return { value: Math.max(days, 0), because: `expires ${left}, at ${wholeSecond(until.getTime())}` };
}
