import * as z from 'zod';
import { beginReadiness } from '#app/readiness/begin-readiness';
import { keys } from '#app/store/keys';
import { asJson, type Json } from '#core/json';
import { own } from '#core/own';
import type { AggregateKind, SweepPorts } from './kind.ts';

/** Rows that one sweep looks at, of all kinds together. */
const MOST = 200;
/** Minutes after the first look at all rows until the second, which finds what functions of the release before wrote meanwhile. */
const AGAIN_MINUTES = 15;

/** How far one kind has come: all partitions before `partition` are done, and this one up to `next`. */
const Progress = z.object({
  mark: z.number(),
  round: z.number(),
  partition: z.number(),
  next: z.string().optional(),
  since: z.string(),
});
type Progress = z.infer<typeof Progress>;

/**
 * Plans anew what another release has planned: what is due is a function of state and playbook, and this one may compute it otherwise. All rows
 * that may have something due are looked at twice after a release, so many a sweep; after that a sweep reads one row for it.
 */
export async function replan(
  ports: SweepPorts,
  kinds: readonly AggregateKind[],
  until: Date,
): Promise<{ replanned: number; failed: number }> {
  const row = await ports.table.get(keys.planning);
  const done = { replanned: 0, failed: 0 };
  const set: Record<string, Json> = {};
  let left = MOST;
  for (const kind of kinds) {
    if (kind.replan === null) continue;
    const known = Progress.optional().parse(own(row ?? {}, kind.kind));
    const before = known?.mark === kind.replan.mark ? known : begin(ports, kind.replan.mark, 1);
    let at: Progress = before;
    while (left > 0 && ports.wallClock() < until && isDue(ports, at)) {
      const partition = kind.replan.partitions[at.partition];
      if (partition === undefined) {
        at = at.round === 1 ? begin(ports, at.mark, 2) : { ...at, round: 3 };
        continue;
      }
      const page = await ports.table.index('due', partition, {
        limit: Math.min(100, left),
        ...(at.next === undefined ? {} : { next: at.next }),
      });
      left -= page.rows.length;
      for (const { pk, sk } of page.rows) {
        try {
          if (await kind.replan.one(ports, { pk, sk })) done.replanned += 1;
        } catch (error) {
          // the next turn of whatever it is plans it in any case
          done.failed += 1;
          ports.log.error('sweep: one item is not planned anew', { kind: kind.kind, what: pk, error: String(error) });
        }
      }
      const { next: _, ...rest } = at;
      at = page.next === undefined ? { ...rest, partition: at.partition + 1 } : { ...rest, next: page.next };
    }
    if (at !== known) set[kind.kind] = asJson(at);
  }
  try {
    const word = await beginReadiness(ports, row);
    if (word !== undefined) set['begun'] = word;
  } catch (error) {
    done.failed += 1;
    ports.log.error('sweep: an entry of readiness does not begin', { error: String(error) });
  }
  if (Object.keys(set).length > 0) await ports.table.write([{ update: keys.planning, set }]);
  return done;
}

const begin = ({ wallClock }: Pick<SweepPorts, 'wallClock'>, mark: number, round: number): Progress => ({
  mark,
  round,
  partition: 0,
  since: wallClock().toISOString(),
});

const isDue = ({ wallClock }: Pick<SweepPorts, 'wallClock'>, { round, since }: Progress): boolean =>
  round === 1 || (round === 2 && wallClock().getTime() >= Date.parse(since) + AGAIN_MINUTES * 60_000);
