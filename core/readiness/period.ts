import { metricsOf } from '#core/incident/metrics';
import type { Incident } from '#core/incident/state';
import { asPlanned } from '#core/maintenance/window';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';

const times = ['detection', 'response', 'resolution', 'communication', 'duration'] as const;
type Times = Record<(typeof times)[number], number | null>;

/** The figures of the incidents that were opened in a period; false alarms, duplicates and planned work are none. Times are means in seconds. */
export interface Period extends Times {
  incidents: number;
  open: number;
  resolved: number;
  /** Resolved incidents whose first mitigation held and that did not open again, in % of the resolved ones with a mitigation. */
  firstTimeFix: number | null;
  /** The sum over incidents of share of customers × minutes × weight; a severity weighs one more than the next. */
  impactScore: number | null;
  bySeverity: ({ severity: string; incidents: number; resolved: number } & Times)[];
  byCategory: { category: string; incidents: number }[];
  byFact: { fact: string; value: string; incidents: number }[];
}

type Given = Pick<Playbook, 'severities' | 'metrics'>;

/** The figures of incidents, by what a playbook counts. */
export function periodOf(all: readonly Incident[], { severities, metrics }: Given): Period {
  const incidents = all.filter((i) => !asPlanned(i) && (i.life !== 'ended' || i.endedAs === 'recovered'));
  const mended = incidents.filter((i) => isResolved(i) && i.attempts > 0);
  return {
    incidents: incidents.length,
    open: incidents.filter(({ life }) => life === 'open').length,
    resolved: incidents.filter(isResolved).length,
    ...timesOf(incidents),
    firstTimeFix:
      mended.length === 0
        ? null
        : percent(mended.filter((i) => i.attempts === 1 && i.cycle === 1).length, mended.length),
    impactScore: scoreOf(incidents, severities, metrics.customerShare),
    bySeverity: severities.map(({ id }) => {
      const of = incidents.filter(({ severity }) => severity === id);
      return { severity: id, incidents: of.length, resolved: of.filter(isResolved).length, ...timesOf(of) };
    }),
    byCategory: counted(incidents, ({ category }) => category).map(([category, n]) => ({ category, incidents: n })),
    byFact: metrics.countBy.flatMap((fact) =>
      counted(incidents, ({ facts }) => own(facts, fact)).map(([value, n]) => ({ fact, value, incidents: n })),
    ),
  };
}

const isResolved = ({ life }: Incident): boolean => life !== 'open' && life !== 'ended';
const percent = (part: number, whole: number): number => Math.round((part * 1000) / whole) / 10;

function timesOf(incidents: readonly Incident[]): Times {
  const spans = incidents.flatMap(metricsOf);
  const means = times.map((name) => {
    const values = spans.flatMap((span) => (span.name === name ? [span.seconds] : []));
    const mean = values.length === 0 ? null : Math.round(values.reduce((sum, s) => sum + s, 0) / values.length);
    return [name, mean] as const;
  });
  return Object.fromEntries(means) as Times;
}

/** How often each value occurs, the most frequent first. */
function counted(
  incidents: readonly Incident[],
  of: (i: Incident) => string | number | boolean | undefined,
): [string, number][] {
  const found = new Map<string, number>();
  for (const incident of incidents) {
    const value = of(incident);
    if (value !== undefined) found.set(String(value), (found.get(String(value)) ?? 0) + 1);
  }
  return [...found].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Null where the playbook names no fact for it, or nobody has stated it of any incident that is over. */
function scoreOf(
  incidents: readonly Incident[],
  severities: Given['severities'],
  fact: string | undefined,
): number | null {
  const scores = incidents.flatMap((i) => {
    const share = fact === undefined ? undefined : own(i.facts, fact);
    const lasted = metricsOf(i).find(({ name }) => name === 'duration')?.seconds;
    const rank = severities.findIndex(({ id }) => id === i.severity);
    if (typeof share !== 'number' || lasted === undefined || rank < 0) return [];
    return [(share / 100) * (lasted / 60) * (severities.length - rank)];
  });
  return scores.length === 0 ? null : Math.round(scores.reduce((sum, score) => sum + score, 0) * 10) / 10;
}

const trends = ['incidents', ...times, 'firstTimeFix', 'impactScore'] as const;
export type Trends = Record<(typeof trends)[number], 'up' | 'down' | 'stable' | null>;

/** Where each figure goes, against the period before; null where one of the two has none. */
export function trendsOf(now: Period, before: Period, { stable }: Given['metrics']): Trends {
  const of = (name: (typeof trends)[number]): Trends[typeof name] => {
    const [is, was] = [now[name], before[name]];
    if (is === null || was === null) return null;
    if (Math.abs(is - was) * 100 <= stable * was) return 'stable';
    return is > was ? 'up' : 'down';
  };
  return Object.fromEntries(trends.map((name) => [name, of(name)])) as Trends;
}
