import { Conflict, InvalidInput } from '#core/errors';
import type { Command, Where } from '../command.ts';
import { pageNewlyNamed } from '../escalate.ts';
import { readingsDown } from '../judge.ts';
import type { Answer } from '../outbox.ts';
import type { Turn } from '../turn.ts';
import { fireDue } from './clock.ts';
import { openRoomIfDue } from './phases.ts';
import { ask } from './questions.ts';
import { go, stand } from './where.ts';

/** Changes the severity: clocks while unacknowledged and cadences start anew, what is past while unresolved fires at once (rule G8). */
export function rate(t: Turn, severity: string, by: string, because: string): void {
  if (severity === t.state.severity) {
    t.emit({ type: 'SeverityConfirmed', severity, by }, because);
    return;
  }
  const rank = (id: string) => t.playbook.severities.findIndex((s) => s.id === id);
  const raised = rank(severity) < rank(t.state.severity);
  t.emit({ type: 'SeverityRated', severity, by }, because);
  t.tell('severity-changed', because);
  if (raised) pageNewlyNamed(t);
  if (raised && t.state.phase !== 'detect' && t.state.phase !== 'assess') {
    openRoomIfDue(t, because);
    t.tell('assessed', because, { once: true });
  }
  fireDue(t, t.context.now);
}

/** By a person, any time while the incident is open. */
export function setSeverity(t: Turn, c: Extract<Command, { do: 'set-severity' }>): void {
  if (t.state.life !== 'open') throw new Conflict(`${t.state.id} is ${t.state.life}: its severity stands`);
  if (!t.playbook.severities.some((s) => s.id === c.severity)) {
    throw new InvalidInput(`severity: ${c.severity} is none of ${t.playbook.severities.map((s) => s.id).join(', ')}`);
  }
  rate(t, c.severity, c.by, `${c.reason} (${c.by})`);
}

/** Assess: the worst of what stands and what the count of failing components says. */
export function rateSeverity(t: Turn, where: Where): Answer {
  stand(t, where, 'assess');
  const { count, confirm } = t.playbook.assessment;
  const read = t.state.snapshot.filter((r) => r.value !== null && count?.of.includes(r.check) === true);
  if (count !== undefined && read.length > 0) {
    const down = readingsDown(t.state.snapshot, count.of);
    const n = count.bands.findIndex((band) => down.length >= band.atLeast);
    const band = count.bands[n];
    if (band !== undefined) {
      const names = down.length === 0 ? '' : `: ${down.map((d) => d.title).join(', ')}`;
      const because = t.because(
        `${down.length} of ${count.of.length} components down${names}`,
        `assessment.count.bands.${n}`,
      );
      const rank = (id: string) => t.playbook.severities.findIndex((s) => s.id === id);
      const worse = rank(band.severity) < rank(t.state.severity);
      if (worse || band.severity === t.state.severity) rate(t, band.severity, 'count', because);
      else
        t.emit(
          { type: 'SeverityKept', severity: t.state.severity, counted: band.severity },
          `${t.state.severity} kept, the count alone would be ${band.severity}: ${because}`,
        );
    }
  }
  if (confirm !== undefined && (confirm.severities === undefined || confirm.severities.includes(t.state.severity))) {
    const options = t.playbook.severities.map((s) => ({ id: s.id, title: `${s.id} ${s.names[0] ?? ''}`.trim() }));
    const because = t.because('the playbook leaves the rating to a person', 'assessment.confirm');
    ask(t, 'severity', {
      ask: confirm.ask,
      text: `Is ${t.state.severity} right?`,
      options,
      again: confirm.again,
      because,
    });
    return { verdict: 'ask-person', visit: t.state.visit + 1 };
  }
  go(t, 'mitigate', 'assessed');
  return { verdict: 'assessed', visit: t.state.visit };
}

/** A person's answer to the question of severity ends the assessment. */
export function rateByPerson(t: Turn, severity: string, by: string, reason: string): void {
  rate(t, severity, by, `${reason} (${by})`);
  if (t.state.phase === 'assess') go(t, 'mitigate', 'assessed');
}
