import type { Period, Trends } from '#core/readiness/period';

/** What the template of an entry of `readiness` may see. Instants are ISO, spans are seconds; `null` where there is nothing. */
export interface ReadinessView {
  moment: 'readiness';
  now: string;
  playbook: { name: string; title: string; zone: string };
  /** The period goes from the last time, or from when the entry was deployed, to now. */
  readiness: { id: string; text: string | null; from: string; to: string };
  /** The duty that is handed over: the names of who has it then, and of who had it. */
  handover: {
    rotation: string;
    at: string;
    until: string | null;
    to: string | null;
    from: string | null;
  } | null;
  period: Period;
  /** As long a period before it. */
  before: Period;
  trend: Trends;
  links: { dashboard: string };
}

/** Both places of figures as long as they may be. */
export function largestReadinessView(severities: readonly string[]): ReadinessView {
  const at = '2026-03-11T14:02:00.000Z';
  const times = { detection: 99_999, response: 99_999, resolution: 999_999, communication: 99_999, duration: 999_999 };
  const word = 'X'.repeat(40);
  const period: Period = {
    incidents: 5_000,
    open: 5_000,
    resolved: 5_000,
    ...times,
    firstTimeFix: 33.3,
    impactScore: 99_999.9,
    bySeverity: severities.map((severity) => ({ severity, incidents: 5_000, resolved: 5_000, ...times })),
    byCategory: Array.from({ length: 10 }, () => ({ category: word, incidents: 500 })),
    byFact: Array.from({ length: 10 }, () => ({ fact: word, value: word, incidents: 500 })),
  };
  const trend: Trends = {
    incidents: 'stable',
    detection: 'stable',
    response: 'stable',
    resolution: 'stable',
    communication: 'stable',
    duration: 'stable',
    firstTimeFix: 'stable',
    impactScore: 'stable',
  };
  return {
    moment: 'readiness',
    now: '2026-04-11T14:02:00.000Z',
    playbook: { name: word, title: 'X'.repeat(60), zone: 'America/Argentina/ComodRivadavia' },
    readiness: { id: word, text: 'X'.repeat(500), from: at, to: at },
    handover: { rotation: word, at, until: at, to: word, from: word },
    period,
    before: period,
    trend,
    links: { dashboard: `https://${'x'.repeat(80)}/console/` },
  };
}
