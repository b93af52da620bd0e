import { onCall } from '#core/on-call';
import type { Step } from '#core/playbook/escalation';
import { stepKey } from './deadlines.ts';
import { inWords } from './time.ts';
import type { Turn } from './turn.ts';

/** Fires one timed step: pages, tells, and the notice of its level. */
export function fireStep(t: Turn, step: Step, path: string): void {
  const waited =
    step.after === '0m' || step.after === '0s'
      ? 'at once'
      : `${inWords(step.after)} ${step.unless === 'acknowledged' ? 'unacknowledged' : 'unresolved'}`;
  const because = t.because(`rule ${step.id}: ${waited}`, path);
  const { id: rule, page, tell, level } = step;
  t.emit(
    {
      type: 'EscalationFired',
      key: stepKey(t.state, step),
      rule,
      page,
      tell,
      ...(level === undefined ? {} : { level }),
    },
    because,
  );
  for (const target of step.page)
    t.page(target, { rule: step.id, round: t.state.epoch, unless: step.unless, because, why: whyYou(t, step) });
  for (const target of step.tell) tellTarget(t, target, because, step.level);
  if (step.level !== undefined) tellLevel(t, step.level, because, `rule ${step.id}, ${waited}`);
}

/** `primary silent 5 min`: why this person is woken, in the few characters a page has. */
function whyYou(t: Turn, step: Step): string {
  if (step.after === '0m' || step.after === '0s') return `on call for ${t.state.severity}`;
  if (step.unless === 'acknowledged') return `nobody acked ${inWords(step.after)}`;
  return `unresolved ${inWords(step.after)}`;
}

/** A level's notice goes to its place; who stands in it is the playbook's. */
export function tellLevel(t: Turn, level: number, because: string, reason: string): void {
  const rung = t.playbook.escalation.levels.find((l) => l.level === level);
  if (rung === undefined) return;
  const message = t.playbook.communication.messages.find((m) => m.on.includes('escalated'));
  if (message === undefined) return;
  t.send(
    { moment: 'escalated', place: rung.notice, template: message.template, because },
    { escalation: { level, title: rung.title, reason } },
  );
}

/** Tells people without waking them. */
export function tellTarget(t: Turn, target: string, because: string, level?: number): void {
  const message = t.playbook.communication.messages.find((m) => m.on.includes('escalated'));
  if (message === undefined) return;
  for (const { person } of onCall(t.context.people, target, t.context.now)) {
    t.send(
      {
        moment: 'escalated',
        place: `person:${person}`,
        template: message.template,
        because,
        to: `${target}/${person}`,
      },
      { escalation: { level: level ?? 0, title: target, reason: because } },
    );
  }
}

/** A raised severity names people who have not been paged: an acknowledgement stays, but they are (rule G8). */
export function pageNewlyNamed(t: Turn): void {
  if (t.state.acknowledged === undefined) return;
  for (const [n, step] of t.playbook.escalation.steps.entries()) {
    if (!step.severities.includes(t.state.severity) || step.unless !== 'acknowledged' || !/^0[smhdw]$/.test(step.after))
      continue;
    const because = t.because(`rule ${step.id}: severity is now ${t.state.severity}`, `escalation.steps.${n}`);
    for (const target of step.page) {
      if (t.state.paged.includes(target)) continue;
      t.page(target, {
        rule: step.id,
        round: t.state.epoch,
        unless: 'resolved',
        because,
        why: `raised to ${t.state.severity}`,
      });
    }
  }
}
