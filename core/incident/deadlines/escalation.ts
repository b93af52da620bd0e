import { nextOpening } from '#core/calendar';
import { own } from '#core/own';
import type { Step } from '#core/playbook/escalation';
import type { Playbook } from '#core/playbook/schema';
import type { Open } from '../state.ts';
import { after, wholeSecond } from '../time.ts';
import type { Deadline } from './deadline.ts';

/** The rules of the escalation that are still to come for an open incident. */
export function* escalation(i: Open, playbook: Playbook): Generator<Deadline> {
  // an acknowledged incident that flaps pages nobody further until that has stopped
  if (i.flapping !== undefined && i.acknowledged !== undefined) return;
  for (const [n, step] of playbook.escalation.steps.entries()) {
    if (!step.severities.includes(i.severity)) continue;
    if (step.unless === 'acknowledged' && i.acknowledged !== undefined) continue;
    const path = `escalation.steps.${n}`;
    yield { does: 'escalate', step, path, key: stepKey(i, step), due: stepDue(i, step, playbook) };
  }
}

/** A rule counts from the last change of severity while unacknowledged, from the opening while unresolved (rule G8). */
export const stepKey = (i: Open, step: Step): string =>
  step.unless === 'acknowledged' ? `step/${i.clocks.epoch}/${step.id}` : `step/${step.id}`;

function stepDue({ clocks, speed }: Open, step: Step, playbook: Playbook): string {
  const opening = step.unless === 'acknowledged' ? clocks.unacknowledgedFrom : clocks.cycleFrom;
  const due = after(step.from === 'progress' ? clocks.progressAt : opening, step.after, speed);
  const calendar = step.calendar === undefined ? undefined : own(playbook.calendars, step.calendar);
  return calendar === undefined ? due : wholeSecond(nextOpening(calendar, playbook.zone, new Date(due)).getTime());
}
