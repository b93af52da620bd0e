import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Prices = z.object({
  date: z.string(),
  region: z.string(),
  note: z.string(),
  prices: z.record(
    z.string(),
    z.object({
      usd: z.number(),
      per: z.number(),
      /** Units that every account has free every month. */
      free: z.number().default(0),
      unit: z.string(),
      page: z.url(),
    }),
  ),
});
/** The dated price table. */
export const prices = Prices.parse(JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8')));

/** One line of a bill: so many units of something, at its list price. */
export interface Item {
  what: string;
  price: string;
  amount: number;
  unit: string;
  usd: number;
}
const priceOf = (price: string) => {
  const found = prices.prices[price];
  if (found === undefined) throw new Error(`no price '${price}' in prices.json`);
  return found;
};
export const item = (what: string, price: string, amount: number): Item => {
  const found = priceOf(price);
  return { what, price, amount, unit: found.unit, usd: (amount * found.usd) / found.per };
};
export const total = (items: Item[]): number => items.reduce((sum, { usd }) => sum + usd, 0);
export const dearest = (items: Item[]): Item[] => items.toSorted((a, b) => b.usd - a.usd);

/** The units of one price that an account with nothing else in it does not pay. */
export const free = (items: Item[], price: string): number => {
  const used = items.reduce((sum, one) => (one.price === price ? sum + one.amount : sum), 0);
  return Math.min(used, priceOf(price).free);
};

/** A month by what else is in the account. */
export interface IdleMonth {
  /** Nothing else: what AWS always gives is there for this deployment alone. */
  empty: number;
  /** The same, but other dashboards have used up the free ones. */
  dashboardsUsedUp: number;
  /** Nothing is free: other deployments have used up all of it. */
  list: number;
}
export function idleMonth(items: Item[]): IdleMonth {
  const given = (price: string) => (free(items, price) * priceOf(price).usd) / priceOf(price).per;
  const all = [...new Set(items.map(({ price }) => price))];
  const list = total(items);
  const empty = list - all.reduce((sum, price) => sum + given(price), 0);
  return { empty, dashboardsUsedUp: empty + (all.includes('dashboard') ? given('dashboard') : 0), list };
}
