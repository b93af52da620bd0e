import type { Incident } from './state.ts';

/** The playbook's times of an incident's present cycle, in seconds; what has not happened is left out. */
export function metricsOf(incident: Incident): { name: string; seconds: number }[] {
  const { beganAt, reopenedAt, acknowledged, answeredAt = acknowledged?.at, firstPublicAt } = incident;
  const detectedAt = reopenedAt ?? incident.detectedAt;
  const resolvedAt = incident.life === 'open' || incident.life === 'ended' ? undefined : incident.resolvedAt;
  const spans: [string, string | undefined, string | undefined][] = [
    // when the fault of a later cycle began is not known
    ['detection', reopenedAt === undefined ? beganAt : undefined, detectedAt],
    ['response', detectedAt, answeredAt],
    ['resolution', answeredAt, resolvedAt],
    ['communication', detectedAt, firstPublicAt],
    ['duration', detectedAt, resolvedAt],
  ];
  return spans.flatMap(([name, from, to]) =>
    from === undefined || to === undefined
      ? []
      : [{ name, seconds: Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000)) }],
  );
}
