import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Shown, Tls } from '#app/ports';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';
import { type Address, type GuardSettings, guard, TimedOut } from './guard.ts';

interface Target extends Address {
  host: string;
  port: number;
  ca: string | undefined;
  timeoutMs: number;
}

/** TLS connections to hosts that the guard lets through, where a certificate is always checked; one after the other of a name's addresses. */
export const tlsLook = (settings: GuardSettings = {}): Tls => {
  const { checked, addressesOf } = guard(settings);
  return {
    async look({ url: text, timeoutMs = 5_000, ca }) {
      const { url, host, port, own } = checked(text);
      if (url.protocol !== 'https:') throw new Undeliverable('address refused: without https there is no certificate');
      const until = performance.now() + timeoutMs;
      let last: unknown;
      for (const address of await addressesOf(host, own, timeoutMs)) {
        const left = until - performance.now();
        if (left < 1) break;
        try {
          return await shown({ ...address, host, port, ca, timeoutMs: left });
        } catch (error) {
          last = error;
          // it was reached: another address would only hide what this one shows
          if (error instanceof NoAnswer) break;
        }
      }
      throw last ?? new Unreachable('cannot be reached', { cause: new TimedOut(`gave up after ${timeoutMs} ms`) });
    },
  };
};

/** One handshake. What the other side says after it is not listened to. */
const shown = ({ address, host, port, ca, timeoutMs }: Target): Promise<Shown> =>
  new Promise((resolve, reject) => {
    let connected = false;
    const socket = connect({
      host: address,
      port,
      // the certificate is compared with the name that was meant, not with the address that was found
      ...(!isIP(host) && { servername: host }),
      ...(ca !== undefined && { ca }),
      rejectUnauthorized: true,
    });
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
    };
    const fail = (cause: Error) => {
      end();
      const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
      if (code === 'CERT_HAS_EXPIRED') resolve({ expired: true });
      else if (connected) reject(new NoAnswer(`no handshake: ${code}`, { cause }));
      else reject(new Unreachable(`cannot be reached: ${code}`, { cause }));
    };
    const timer = setTimeout(() => fail(new TimedOut(`gave up after ${Math.round(timeoutMs)} ms`)), timeoutMs);
    socket.on('connect', () => (connected = true));
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the connection ended')));
    socket.on('secureConnect', () => {
      const { valid_to: text } = socket.getPeerCertificate();
      const validTo = new Date(text);
      if (Number.isNaN(validTo.getTime())) return fail(new Error('there is no certificate'));
      end();
      resolve({ validTo: validTo.toISOString() });
    });
  });
