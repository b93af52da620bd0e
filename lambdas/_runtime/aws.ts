import type { Ports } from '#core/ports';

/** The ports of AWS, loaded when a function starts; each room's functions are allowed only what lib/rights says. */
export const aws = async (): Promise<Ports> => (await import('#adapters/aws/ports')).awsPorts();
