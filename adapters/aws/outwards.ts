import type { Http } from '#app/ports';

/** HTTP to the hosts of addresses that the deployment itself names, wherever they are, and to public ones by https; loaded at its first request. */
export const outwards = (addresses: readonly (string | null | undefined)[]): Http => {
  const allowHosts = addresses.flatMap((address) =>
    address === null || address === undefined ? [] : [new URL(address).host],
  );
  let loaded: Promise<Http> | undefined;
  return {
    async send(request) {
      loaded ??= import('#adapters/http').then(({ fetchHttp }) => fetchHttp({ allowHosts, maxBodyBytes: 1024 * 1024 }));
      return (await loaded).send(request);
    },
  };
};
