import type { Ports } from '#app/ports';
import { keys } from '#app/store/keys';
import { Holder } from '#core/action/holder';

/** Who holds a target, as one row says it: an attribute for each holder, and a count of changes that a claim must find again. */
export interface Held {
  target: string;
  n: number;
  holders: Holder[];
}

/** What holds a target now, read consistently. */
export async function holdersOf({ table }: Pick<Ports, 'table'>, target: string): Promise<Held> {
  const { pk: _pk, sk: _sk, n, ...holders } = (await table.get(keys.target(target))) ?? { ...keys.target(target) };
  return { target, n: Number(n ?? 0), holders: Object.values(holders).map((holder) => Holder.parse(holder)) };
}
