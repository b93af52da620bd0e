import * as z from 'zod';

/** How fast a caller may go: so many requests at once, then so many a second. */
export const Rate = z.strictObject({ burst: z.number().positive(), perSecond: z.number().positive() });
type Rate = z.infer<typeof Rate>;

/** Token buckets by name; `take` returns 0, or the whole seconds after which a retry is allowed. */
export const buckets = (rate: Rate, now: () => Date) => {
  const held = new Map<string, { left: number; at: number }>();
  return {
    take(name: string): number {
      const at = now().getTime();
      const before = held.get(name) ?? { left: rate.burst, at };
      const gained = (Math.max(0, at - before.at) / 1000) * rate.perSecond;
      const left = Math.min(rate.burst, before.left + gained);
      held.set(name, { left: left >= 1 ? left - 1 : left, at });
      return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / rate.perSecond));
    },
  };
};
