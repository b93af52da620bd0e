import type { Http, Tls } from '#app/ports';

type Addresses = readonly (string | null | undefined)[];
/** The hosts of addresses that the deployment itself names. */
const hostsOf = (addresses: Addresses): string[] =>
  addresses.flatMap((address) => (address === null || address === undefined ? [] : [new URL(address).host]));

/** HTTP to the hosts of addresses that the deployment itself names, wherever they are, and to public ones by https; loaded at its first request. */
export const outwards = (addresses: Addresses): Http => {
  const allowHosts = hostsOf(addresses);
  let loaded: Promise<Http> | undefined;
  return {
    async send(request) {
      loaded ??= import('#adapters/http').then(({ fetchHttp }) => fetchHttp({ allowHosts, maxBodyBytes: 1024 * 1024 }));
      return (await loaded).send(request);
    },
  };
};

/** TLS connections to the same hosts, likewise loaded at the first. */
export const outwardsTls = (addresses: Addresses): Tls => {
  const allowHosts = hostsOf(addresses);
  return {
    look: async (request) => {
      const { tlsLook } = await import('#adapters/tls');
      return tlsLook({ allowHosts }).look(request);
    },
  };
};
