import type { Ports } from '#app/ports';

/** Counts 1 for what was done, and for what fails one in `found.failed`: a poisoned row must not keep a sweep from the others, so it is logged and the sweep fails at its end. */
export const oneByOne =
  ({ log }: Pick<Ports, 'log'>, found: { failed: number }) =>
  async (what: string, work: () => Promise<boolean>): Promise<number> => {
    try {
      return (await work()) ? 1 : 0;
    } catch (error) {
      found.failed += 1;
      log.error('sweep: one item failed', { what, error: String(error) });
      return 0;
    }
  };
