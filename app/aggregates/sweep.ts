import type { Ports } from '#app/ports';
import { once } from '#app/store/note';
import { wholeSecond } from '#core/incident/time';
import type { AggregateKind, DueRow } from './kind.ts';

type Needs = Pick<Ports, 'table' | 'wallClock' | 'log'>;

/** Rows of one page of the index. */
const PAGE = 100;

/** What a sweep has done: how many rows of each kind it took up with effect, and of all kinds together how many failed, and whether some are left. */
export interface SweptAll {
  takenUp: Record<string, number>;
  failed: number;
  left: boolean;
}

/** Takes up what is overdue of each kind. The kinds do not wait for each other, and one whose rows cannot be read keeps nothing from the others. */
export async function sweepKinds<P extends Needs>(
  ports: P,
  kinds: readonly AggregateKind<P>[],
  until: Date,
): Promise<SweptAll> {
  const all: SweptAll = { takenUp: {}, failed: 0, left: false };
  const one = async (kind: AggregateKind<P>): Promise<void> => {
    try {
      const swept = await sweepKind(ports, kind, until);
      all.takenUp[kind.kind] = swept.takenUp;
      all.failed += swept.failed;
      all.left ||= swept.left;
    } catch (error) {
      all.failed += 1;
      ports.log.error(`sweep: the sweep of ${kind.kind} failed`, { error: String(error) });
    }
  };
  await Promise.all(kinds.map(one));
  if (all.left) ports.log.warn('sweep: the rest is left to the next', { takenUp: all.takenUp });
  return all;
}

/** What a sweep has done with the rows of one kind: how many it took up with effect, how many failed, and whether overdue ones are left for the next. */
interface Swept {
  takenUp: number;
  failed: number;
  left: boolean;
}

/**
 * Takes up what is overdue of one kind, the worst first, several side by side, each row on its own. It ends with the kind's number of rows or
 * when `until` is reached; then whatever has kept its place is put behind the others, so that the rest comes first at the next sweep.
 */
async function sweepKind<P extends Needs>(ports: P, kind: AggregateKind<P>, until: Date): Promise<Swept> {
  const { rows, more } = await overdue(ports, kind);
  const swept: Swept = { takenUp: 0, failed: 0, left: more };
  const failed: DueRow[] = [];
  let begun = 0;
  const one = async (row: DueRow): Promise<void> => {
    try {
      if (await kind.takeUp(ports, row)) swept.takenUp += 1;
    } catch (error) {
      // one poisoned row must not keep the sweep from the others: it is logged, and the whole sweep fails at its end
      swept.failed += 1;
      ports.log.error('sweep: one item failed', { kind: kind.kind, what: `${row.pk} ${row.sk}`, error: String(error) });
      failed.push(row);
    }
  };
  await sideBySide(kind.limits.atOnce, () => {
    const row = ports.wallClock() < until ? rows[begun] : undefined;
    if (row === undefined) return undefined;
    begun += 1;
    return one(row);
  });
  swept.left ||= begun < rows.length;
  await putBehind(ports, kind, swept.left ? rows.slice(0, begun) : failed);
  return swept;
}

/** Works through what `next` begins, so many at once, until it begins nothing more. */
async function sideBySide(atOnce: number, next: () => Promise<void> | undefined): Promise<void> {
  const worker = async (): Promise<void> => {
    for (let work = next(); work !== undefined; work = next()) await work;
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** The rows that one sweep takes up, in their order. Each partition leaves a little room to those after it, so that none is never looked at. */
async function overdue(
  { table, wallClock }: Needs,
  { partitions, overdueSeconds, limits }: Pick<AggregateKind, 'partitions' | 'overdueSeconds' | 'limits'>,
): Promise<{ rows: DueRow[]; more: boolean }> {
  const upTo = new Date(wallClock().getTime() - overdueSeconds * 1000).toISOString();
  const rows: DueRow[] = [];
  let more = false;
  const share = Math.floor(limits.aSweep / (2 * partitions.length));
  for (const [n, partition] of partitions.entries()) {
    const most = limits.aSweep - rows.length - share * (partitions.length - 1 - n);
    let taken = 0;
    let next: string | undefined;
    do {
      const limit = Math.min(PAGE, most - taken);
      const page = await table.index('due', partition, { upTo, limit, ...(next === undefined ? {} : { next }) });
      rows.push(...page.rows.map(({ pk, sk, dueAt = upTo }) => ({ pk, sk, dueAt })));
      taken += page.rows.length;
      next = page.next;
    } while (next !== undefined && taken < most);
    // a full page names a next one even where nothing follows
    more ||= next !== undefined;
  }
  return { rows, more };
}

/** Puts rows behind all others of their partition that are due, where nobody has moved them meanwhile. */
async function putBehind(
  ports: Needs,
  { kind, limits }: Pick<AggregateKind, 'kind' | 'limits'>,
  rows: readonly DueRow[],
): Promise<void> {
  const dueAt = wholeSecond(ports.wallClock().getTime());
  const left = [...rows];
  await sideBySide(limits.atOnce, () => {
    const row = left.shift();
    if (row === undefined) return undefined;
    const { pk, sk } = row;
    return once(ports, { update: { pk, sk }, set: { dueAt }, when: { dueAt: { eq: row.dueAt } } }).then(
      () => undefined,
      (error: unknown) => {
        // then it stays where it is, and is taken up again at its old place
        ports.log.warn('sweep: a row keeps its place', { kind, what: `${pk} ${sk}`, error: String(error) });
      },
    );
  });
}
