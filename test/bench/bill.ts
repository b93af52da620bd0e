import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Prices = z.object({
  date: z.string(),
  region: z.string(),
  note: z.string(),
  prices: z.record(z.string(), z.object({ usd: z.number(), per: z.number(), unit: z.string(), page: z.url() })),
});
/** The dated price table. */
export const prices = Prices.parse(JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8')));

/** One line of a bill: so many units of something, at its list price. */
export interface Item {
  what: string;
  amount: number;
  unit: string;
  usd: number;
}
export const item = (what: string, price: string, amount: number): Item => {
  const found = prices.prices[price];
  if (found === undefined) throw new Error(`no price '${price}' in prices.json`);
  return { what, amount, unit: found.unit, usd: (amount * found.usd) / found.per };
};
export const total = (items: Item[]): number => items.reduce((sum, { usd }) => sum + usd, 0);
export const dearest = (items: Item[]): Item[] => items.toSorted((a, b) => b.usd - a.usd);
