import { lookup as systemLookup } from 'node:dns/promises';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Http, HttpRequest, HttpResponse } from '#app/ports';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';

interface Address {
  address: string;
  family: number;
}
export interface HttpSettings {
  /** `host` or `host:port` of the deployment's own bases: these may speak http, use any (or that) port and live at a private address. */
  allowHosts?: string[];
  /** Lets every host live at a private or loopback address. Link-local (metadata) addresses stay refused. */
  allowPrivate?: boolean;
  /** Milliseconds of wall clock for a request that names none, from resolving to the last byte of the answer. */
  wallTimeoutMs?: number;
  /** How much of an answer is read; what is longer is cut. */
  maxBodyBytes?: number;
  /** How names become addresses; asked once for each request. */
  resolve?: (host: string) => Promise<Address[]>;
}

const listOf = (family: 'ipv4' | 'ipv6', ...networks: string[]) => {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits = ''] = network.split('/');
    list.addSubnet(base, Number(bits), family);
  }
  return (address: string) => list.check(address, family);
};
const loopback4 = listOf('ipv4', '127.0.0.0/8');
const private4 = listOf('ipv4', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10');
const never4 = listOf(
  'ipv4',
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
);
const loopback6 = listOf('ipv6', '::1/128');
const private6 = listOf('ipv6', 'fc00::/7');
const metadata6 = listOf('ipv6', 'fd00:ec2::/32');
const global6 = listOf('ipv6', '2000::/3');
// Tunnels and documentation: 6to4 and Teredo hide an IPv4 address.
const never6 = listOf('ipv6', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');

/** How far an address reaches. `never` holds metadata, multicast, reserved and whatever hides an IPv4 address in IPv6. */
const reachOf = (address: string): 'public' | 'private' | 'loopback' | 'never' => {
  if (isIP(address) === 4) {
    if (never4(address)) return 'never';
    return loopback4(address) ? 'loopback' : private4(address) ? 'private' : 'public';
  }
  if (isIP(address) !== 6 || metadata6(address)) return 'never';
  if (loopback6(address)) return 'loopback';
  if (private6(address)) return 'private';
  return global6(address) && !never6(address) ? 'public' : 'never';
};

const isLocalName = (host: string) =>
  host === 'localhost' || host.endsWith('.localhost') || reachOf(host) === 'loopback';

/** Runs one promise against the clock; what comes after `ms` is nobody's business any more. */
const within = async <T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const bell = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  return Promise.race([work, bell]).finally(() => clearTimeout(timer));
};

/**
 * Outgoing HTTP that cannot be turned against our own network: https on 443 unless the host is allowed by name, names resolved once
 * and connected to exactly what was checked, no redirects. Beyond the port's errors, `Undeliverable` for an address it refuses.
 */
export const fetchHttp = (settings: HttpSettings = {}): Http => {
  const { allowPrivate = false, wallTimeoutMs = 5_000, maxBodyBytes = 65_536 } = settings;
  const allowed = new Set((settings.allowHosts ?? []).map((host) => host.toLowerCase()));
  const resolve = settings.resolve ?? ((host: string) => systemLookup(host, { all: true, verbatim: true }));

  const checked = (text: string) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol))
      throw new Undeliverable('address refused: not an http(s) URL');
    if (url.username || url.password) throw new Undeliverable('address refused: it holds credentials');
    const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const own = [host, `${host}:${port}`, `[${host}]`, `[${host}]:${port}`].some((name) => allowed.has(name));
    if (!own && (url.protocol !== 'https:' || port !== 443)) {
      throw new Undeliverable('address refused: only https on port 443 goes to hosts that are not allowed by name');
    }
    return { url, host, port, own };
  };

  const addressesOf = async (host: string, own: boolean, timeoutMs: number): Promise<Address[]> => {
    const literal = isIP(host);
    const found = literal
      ? [{ address: host, family: literal }]
      : await within(timeoutMs, resolve(host), () => new Unreachable('the name was not resolved in time')).catch(
          (cause) => {
            throw cause instanceof Unreachable ? cause : new Unreachable('the name does not resolve', { cause });
          },
        );
    if (found.length === 0) throw new Unreachable('the name does not resolve');
    for (const { address } of found) {
      const reach = reachOf(address);
      // A public name that points at loopback is an attack even when the name is allowed.
      const fine =
        reach === 'public' ||
        (reach === 'private' && (own || allowPrivate)) ||
        (reach === 'loopback' && (allowPrivate || (own && isLocalName(host))));
      if (!fine) throw new Undeliverable('address refused: it leads into a network of our own');
    }
    return found;
  };

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

/** Why a request was given up that nothing else had ended. */
class TimedOut extends Error {
  override readonly name = 'TimeoutError';
}

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
