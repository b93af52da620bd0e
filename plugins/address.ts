import { NotConfigured } from '#core/errors';

/** Base address that the deployment gives a service, or another base; undefined where it gives none. */
export type AddressOf = (name: string) => string | undefined;

/** The address of a path below a base; throws `NotConfigured` where the base has none. */
export function addressIn(addressOf: AddressOf, base: string, path: string): string {
  const address = addressOf(base);
  if (address === undefined) throw new NotConfigured(`no address is deployed for ${base}`);
  return `${address.replace(/\/$/, '')}${path}`;
}
