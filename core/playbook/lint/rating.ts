import { type Finding, type Linted, wrong } from './finding.ts';

/** Every count and every value has one severity, and none of the bands is out of reach. */
export function* rating({ playbook }: Linted): Iterable<Finding> {
  const rank = (severity: string) => playbook.severities.findIndex((s) => s.id === severity);
  const { count } = playbook.triage;
  if (count !== undefined) {
    const at = ['triage', 'count', 'bands'];
    for (const [n, band] of count.bands.entries()) {
      const before = count.bands[n - 1];
      if (band.atLeast > count.of.length)
        yield wrong(
          [...at, n, 'atLeast'],
          `${band.atLeast} of ${count.of.length} components can never fail`,
          `at most ${count.of.length}`,
        );
      if (before === undefined) continue;
      if (band.atLeast >= before.atLeast)
        yield wrong(
          [...at, n, 'atLeast'],
          `${band.atLeast} comes after ${before.atLeast}, so this band is never reached`,
          `bands from the highest count down: less than ${before.atLeast}`,
        );
      if (rank(band.severity) < rank(before.severity))
        yield wrong(
          [...at, n, 'severity'],
          `fewer failures are worse here: ${band.severity} after ${before.severity}`,
          `${before.severity}, or a lesser severity`,
        );
    }
    const least = Math.min(...count.bands.map((b) => b.atLeast));
    if (least > 0)
      yield wrong(at, `fewer than ${least} failing components have no severity`, 'a last band with atLeast: 0');
  }
  for (const [n, rule] of playbook.detection.rules.entries()) {
    for (const [m, higher] of rule.higher.entries()) {
      const at = ['detection', 'rules', n, 'higher', m];
      const sooner = rule.higher.slice(0, m).find((h) => h.fact === higher.fact && h.above <= higher.above);
      if (sooner !== undefined)
        yield wrong(
          [...at, 'above'],
          `above ${higher.above} is never reached, because above ${sooner.above} comes before it`,
          'the highest limit first',
        );
      if (rank(higher.severity) > rank(rule.severity))
        yield wrong(
          [...at, 'severity'],
          `a higher value is rated lower: ${higher.severity} after ${rule.severity}`,
          `${rule.severity}, or a worse severity`,
        );
      const { above } = rule.threshold ?? {};
      if (higher.fact === undefined && above !== undefined && higher.above <= above)
        yield wrong(
          [...at, 'above'],
          `the higher limit ${higher.above} is not above the threshold ${above}`,
          `more than ${above}`,
        );
    }
    const critical = rule.severityIfCritical;
    if (critical !== undefined && rank(critical) > rank(rule.severity))
      yield wrong(
        ['detection', 'rules', n, 'severityIfCritical'],
        `critical services are rated lower: ${critical}`,
        `${rule.severity}, or a worse severity`,
      );
  }
}
