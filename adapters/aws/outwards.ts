import { fetchHttp } from '#adapters/http';
import type { Http } from '#app/ports';

/** HTTP to the hosts of addresses that the deployment itself names, wherever they are, and to public ones by https. */
export const outwards = (addresses: readonly (string | null | undefined)[]): Http =>
  fetchHttp({
    allowHosts: addresses.flatMap((address) =>
      address === null || address === undefined ? [] : [new URL(address).host],
    ),
    maxBodyBytes: 1024 * 1024,
  });
