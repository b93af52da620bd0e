import { lookup as systemLookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Undeliverable, Unreachable } from '#core/errors';

/** An address of a name, as the system gives it. */
export interface Address {
  address: string;
  family: number;
}
/** Whom a process may connect to. */
export interface GuardSettings {
  /** `host` or `host:port` of the deployment's own bases: these may speak http, use any (or that) port and live at a private address. */
  allowHosts?: string[];
  /** Lets every host live at a private or loopback address. Link-local (metadata) addresses stay refused. */
  allowPrivate?: boolean;
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

/** Why a connection was given up that nothing else had ended. */
export class TimedOut extends Error {
  override readonly name = 'TimeoutError';
}

/** Runs one promise against the clock; what comes after `ms` is nobody's business any more. */
const within = async <T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const bell = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  return Promise.race([work, bell]).finally(() => clearTimeout(timer));
};

/**
 * Connections that cannot be turned against our own network: https on 443 unless the host is allowed by name, and names resolved once, to be
 * connected to exactly what was checked. Throws `Undeliverable` for an address it refuses, `Unreachable` where a name does not resolve.
 */
export const guard = ({
  allowHosts = [],
  allowPrivate = false,
  resolve = (host) => systemLookup(host, { all: true, verbatim: true }),
}: GuardSettings) => {
  const allowed = new Set(allowHosts.map((host) => host.toLowerCase()));

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

  return { checked, addressesOf };
};
