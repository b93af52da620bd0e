import type { Ports } from '#app/ports';
import { list } from '#app/store/keys';
import { metricsOf } from '#core/incident/metrics';
import { Incident } from '#core/incident/state';
import { asPlanned } from '#core/maintenance/window';

/** What metrics tell of one incident. */
export interface Seen {
  severity: string;
  open: boolean;
  /** Its severity has been assessed, or it is over. */
  assessed: boolean;
  times: { name: string; seconds: number }[];
  /** Planned work that has gone as planned so far, which is no incident. */
  planned: boolean;
}

/** How long what was read of an incident that is over is not read again, in milliseconds: a person may open it once more. */
const KEPT = 3_600_000;
/** Incidents that are over, by table and id, with when they were read: a scrape each minute reads only those that may have changed. */
const over = new WeakMap<Ports['table'], Map<string, { until: number; seen: Seen }>>();

/** All incidents that there have ever been; planned work that went as planned is none. */
export async function everyIncident({ table, wallClock }: Pick<Ports, 'table' | 'wallClock'>): Promise<Seen[]> {
  const now = wallClock().getTime();
  const known = over.get(table) ?? new Map<string, { until: number; seen: Seen }>();
  over.set(table, known);
  const found: Seen[] = [];
  let next: string | undefined;
  do {
    const page = await table.index('list', list.incident, { limit: 100, ...(next === undefined ? {} : { next }) });
    const read = await Promise.all(
      page.rows.map(async ({ pk, sk }): Promise<Seen | undefined> => {
        const kept = known.get(pk);
        if (kept !== undefined && kept.until > now) return kept.seen;
        const row = await table.get({ pk, sk });
        if (row === undefined) return undefined;
        const seen = seenOf(Incident.parse(row['incident']));
        if (!seen.open) known.set(pk, { until: now + KEPT, seen });
        return seen;
      }),
    );
    found.push(...read.filter((seen) => seen !== undefined));
    next = page.next;
  } while (next !== undefined);
  return found.filter(({ planned }) => !planned);
}

const seenOf = (incident: Incident): Seen => ({
  severity: incident.severity,
  open: incident.life === 'open',
  assessed: incident.phase !== 'detect' && incident.phase !== 'assess',
  times: metricsOf(incident),
  planned: asPlanned(incident),
});
