import type { Checks, Reading } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { cureOf } from '#plugins/access/cure';
import { connected } from '#plugins/connect';
import type { CheckPlugin, CheckPorts } from './check.ts';
import { nothing } from './nothing.ts';

/** Our own errors say what happened; those of a library may repeat what a stranger wrote. */
const reasonOf = (error: unknown): string => {
  const own = [Unreachable, NoAnswer, RateLimited, Undeliverable, NotConfigured].some((kind) => error instanceof kind);
  if (error instanceof Error) return own ? error.message : `${error.name}: nothing was measured`;
  return 'nothing was measured';
};

/** Measurements by the checks of a registry. Whatever goes wrong is a reading of nothing, with the reason: it never passes and never throws. */
export const readings = (plugins: readonly CheckPlugin[], ports: CheckPorts): Checks => {
  const readerOf = connected(plugins, ports);
  return {
    async read(check): Promise<Reading> {
      try {
        const reader = await readerOf(check.kind);
        return reader === undefined
          ? nothing(`this release has no check of kind ${check.kind}`)
          : await reader.read(check);
      } catch (error) {
        const cure = cureOf(error);
        return { ...nothing(reasonOf(error)), ...(cure !== undefined && { cure }) };
      }
    },
  };
};
