import { NoAnswer, Unreachable } from '#core/errors';
import { seconds } from '#core/playbook/words';
import { NotAsked } from '#plugins/access/trouble';
import { addressIn } from '#plugins/address';
import type { CheckPorts, Reader } from '../check.ts';
import type { HttpEntry } from './check.ts';

/** Reads the health of services: a failing one is a reading of 0, not a missing reading. */
export const connect = ({ call, addressOf }: CheckPorts): Reader<HttpEntry> => ({
  async read({ service, base, path, timeout, ...access }) {
    const url = addressIn(addressOf, base ?? service, path);
    try {
      const { status } = await call(access, { method: 'GET', url, timeoutMs: seconds(timeout) * 1000 });
      return { value: status >= 200 && status < 300 ? 1 : 0, because: `answers ${status}` };
    } catch (error) {
      // a name, a certificate or a secret that is wrong says nothing of how the service is
      if (error instanceof NotAsked) throw error;
      if (error instanceof NoAnswer) return { value: 0, because: `no answer in ${seconds(timeout)} s` };
      if (error instanceof Unreachable) return { value: 0, because: `cannot be reached: ${error.message}` };
      throw error;
    }
  },
});
