import { NoAnswer, Unreachable } from '#core/errors';
import { seconds } from '#core/playbook/words';
import { NotAsked } from '#plugins/access/trouble';
import { addressIn } from '#plugins/address';
import type { CheckPorts, Reader } from '../check.ts';
import { nothing } from '../nothing.ts';
import type { HttpEntry } from './check.ts';
import { extracted } from './extract.ts';

const isFine = (status: number): boolean => status >= 200 && status < 300;

/** Reads services: a health that fails is a reading of 0 and not a missing one, while a value that cannot be had is missing. */
export const connect = ({ call, addressOf }: CheckPorts): Reader<HttpEntry> => ({
  async read({ service, base, path, timeout, value, anyStatus = false, ...access }) {
    const url = addressIn(addressOf, base ?? service, path);
    try {
      const answer = await call(access, { method: 'GET', url, timeoutMs: seconds(timeout) * 1000 });
      const { status } = answer;
      if (value === undefined) return { value: isFine(status) ? 1 : 0, because: `answers ${status}` };
      if (!isFine(status) && !anyStatus) return nothing(`answers ${status}; \`value\` is read from 2xx`);
      return await extracted(value, answer);
    } catch (error) {
      // a name, a certificate or a secret that is wrong says nothing of how the service is
      if (error instanceof NotAsked || value !== undefined) throw error;
      if (error instanceof NoAnswer) return { value: 0, because: `no answer in ${seconds(timeout)} s` };
      if (error instanceof Unreachable) return { value: 0, because: `cannot be reached: ${error.message}` };
      throw error;
    }
  },
});
