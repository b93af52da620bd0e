import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Http, HttpRequest, HttpResponse } from '#app/ports';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';
import { type Address, type GuardSettings, guard, TimedOut } from './guard.ts';

export interface HttpSettings extends GuardSettings {
  /** Milliseconds of wall clock for a request that names none, from resolving to the last byte of the answer. */
  wallTimeoutMs?: number;
  /** How much of an answer is read; what is longer is cut. */
  maxBodyBytes?: number;
}

/**
 * Outgoing HTTP that cannot be turned against our own network: https on 443 unless the host is allowed by name, names resolved once
 * and connected to exactly what was checked, no redirects. Beyond the port's errors, `Undeliverable` for an address it refuses.
 */
export const fetchHttp = (settings: HttpSettings = {}): Http => {
  const { wallTimeoutMs = 5_000, maxBodyBytes = 65_536 } = settings;
  const { checked, addressesOf } = guard(settings);

  return {
    async send(request) {
      const { url, host, port, own } = checked(request.url);
      const started = performance.now();
      const timeoutMs = request.timeoutMs ?? wallTimeoutMs;
      const addresses = await addressesOf(host, own, timeoutMs);
      const left = Math.max(1, timeoutMs - (performance.now() - started));
      return exchange(request, url, host, port, addresses, left, maxBodyBytes);
    },
  };
};

/** One request over one connection of its own: a kept one that died would make an unsent request look as if it had been sent. */
const exchange = (
  request: HttpRequest,
  url: URL,
  host: string,
  port: number,
  addresses: Address[],
  timeoutMs: number,
  maxBodyBytes: number,
): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    let connected = false;
    const fail = (cause: Error) => {
      clearTimeout(timer);
      outgoing.destroy();
      const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
      reject(
        connected
          ? new NoAnswer(`no answer: ${code}`, { cause })
          : new Unreachable(`cannot be reached: ${code}`, { cause }),
      );
    };
    const timer = setTimeout(() => fail(new TimedOut(`gave up after ${Math.round(timeoutMs)} ms`)), timeoutMs);

    let outgoing: ReturnType<typeof plainRequest>;
    try {
      const body = request.body === undefined ? undefined : Buffer.from(request.body);
      outgoing = (secure ? secureRequest : plainRequest)({
        method: request.method,
        host,
        port,
        path: `${url.pathname}${url.search}`,
        headers: {
          'user-agent': 'tocsin',
          ...request.headers,
          host: url.host,
          ...(body ? { 'content-length': String(body.byteLength) } : {}),
        },
        agent: false,
        ...(secure && !isIP(host) ? { servername: host } : {}),
        // whatever the environment says: a certificate is always checked
        ...(secure && { rejectUnauthorized: true, ...(request.ca !== undefined && { ca: request.ca }) }),
        // The connection goes to what was checked, whatever the name says by now.
        lookup: (_name, options, done) => {
          const first = addresses[0];
          if (options.all) done(null, addresses);
          else if (first) done(null, first.address, first.family);
        },
      });
      outgoing.once('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true)));
      outgoing.on('error', fail);
      outgoing.on('response', (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        const done = () => {
          clearTimeout(timer);
          outgoing.destroy();
          const headers = Object.entries(response.headers).map(([name, value]) => [
            name,
            [value ?? ''].flat().join(', '),
          ]);
          const whole = Buffer.concat(parts).subarray(0, maxBodyBytes);
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(headers),
            body: whole.toString('utf8'),
            ...(size > maxBodyBytes && { isCut: true as const }),
          });
        };
        response.on('data', (part: Buffer) => {
          parts.push(part);
          size += part.byteLength;
          if (size > maxBodyBytes) done();
        });
        response.on('end', done);
        response.on('error', fail);
      });
      outgoing.end(body);
    } catch (cause) {
      clearTimeout(timer);
      reject(new Undeliverable('the request cannot be formed', { cause }));
    }
  });
