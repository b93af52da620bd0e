import { newId, newToken } from '#adapters/aws/ids';
import type { Ports } from '#app/ports';

/** The ports that need no service: both clocks are the machine's, and ids are random. */
export const plainPorts = (): Pick<Ports, 'now' | 'wallClock' | 'newId' | 'newToken'> => ({
  now: () => new Date(),
  wallClock: () => new Date(),
  newId,
  newToken,
});
