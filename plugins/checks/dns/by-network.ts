import { Resolver } from 'node:dns/promises';
import type { Answer, Resolve } from './answer.ts';

const TRIES = 2;
/** What a resolver has answered itself, by the codes of Node. */
const none: Record<string, 'no such name' | 'no address of the type'> = {
  ENOTFOUND: 'no such name',
  ENODATA: 'no address of the type',
};
const cannot: Record<string, string> = {
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  ENOTIMP: 'NOTIMP',
  EFORMERR: 'FORMERR',
  EBADRESP: 'it answers what cannot be read',
  ECONNREFUSED: 'it refuses connections',
};

/** Asks the resolver of the network that the process is in, or the given ones: neither files of the machine nor search domains count. */
export const byNetwork =
  (servers?: readonly string[]): Resolve =>
  async (name, type, timeoutMs): Promise<Answer> => {
    const resolver = new Resolver({ timeout: Math.max(Math.floor(timeoutMs / TRIES), 1), tries: TRIES });
    if (servers !== undefined) resolver.setServers(servers);
    // a second try takes longer than the first, and there may be several servers
    const timer = setTimeout(() => resolver.cancel(), timeoutMs);
    try {
      const addresses = await (type === 'A' ? resolver.resolve4(name) : resolver.resolve6(name));
      return { addresses };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const why = none[code];
      if (why !== undefined) return { addresses: [], none: why };
      if (code === 'ETIMEOUT' || code === 'ECANCELLED') return { cannot: `no answer within ${timeoutMs / 1000} s` };
      const said = cannot[code];
      if (said === undefined) throw error;
      return { cannot: said };
    } finally {
      clearTimeout(timer);
    }
  };
