import { own } from '#core/own';
import { carrierOf } from '#core/playbook/vocabulary';
import { seconds } from '#core/playbook/words';
import { metricsOf } from './metrics.ts';
import { replacePlan } from './plan.ts';
import { jump } from './position.ts';
import { sendTo, writer } from './recipients.ts';
import { verifyingOf } from './state.ts';
import { after } from './time.ts';
import type { Turn } from './turn.ts';

/** Resolved: cadences and escalations end, and what is promised after the end begins. `jumped`: by a person, while the machine still measures. */
export function resolved(t: Turn, because: string, jumped = false): void {
  const watch = own(t.playbook.closure.watch, t.state.severity);
  const watchUntil = watch === undefined || seconds(watch) === 0 ? undefined : after(t.at, watch, t.state.speed);
  const shown = verifyingOf(t.state)?.exhausted !== true;
  if (t.state.plan?.outcome === 'mitigated' && shown) t.emit({ type: 'PlanEnded', outcome: 'verified' }, because);
  else if (t.state.plan?.outcome === 'running') replacePlan(t, because);
  t.status('resolved', because);
  t.emit({ type: 'Resolved', ...(watchUntil === undefined ? {} : { watchUntil }) }, because);
  t.tell('resolved', because, { once: true });
  if (jumped) jump(t, 'post-mortem', because);
  else t.emit({ type: 'PhaseEntered', phase: 'post-mortem', jump: false }, because);
  t.effect('answer.resolution', { do: 'answer', slot: 'resolution', output: { verdict: 'resolved' } });
  t.effect(`metrics.${t.state.cycle}`, { do: 'metrics', values: metricsOf(t.state), severity: t.state.severity });
  askForLastUpdates(t);
  closeIfDone(t);
}

/** What each audience of this severity is promised after the end: its final update and its summary. */
function askForLastUpdates(t: Turn): void {
  for (const [n, audience] of t.playbook.communication.audiences.entries()) {
    if (!audience.severities.includes(t.state.severity)) continue;
    for (const update of ['final', 'summary'] as const) {
      const promised = audience[update];
      if (promised === undefined) continue;
      const who = writer(t);
      const what = `${update} to ${audience.title}`;
      const because = t.because(`${what} is due within ${promised.by}`, `communication.audiences.${n}`);
      const key = `${update}-due/${audience.id}`;
      t.emit({ type: 'UpdateDue', key, audience: audience.id, update, writer: who.to }, because);
      sendTo(t, 'update-due', who, because, { deadline: { what, due: after(t.at, promised.by, t.state.speed) } });
    }
  }
}

const openItems = (t: Turn): number =>
  t.playbook.closure.checklist.filter((i) => !i.optional && own(t.state.checklist, i.id) === undefined).length;

/** Closes once the observation window has ended and the checklist is done; a playbook with neither closes at once. */
export function closeIfDone(t: Turn): void {
  if (t.state.life !== 'resolved') return;
  const watching = t.state.watchUntil !== undefined && t.state.done[`close/${t.state.cycle}`] === undefined;
  if (!watching) close(t, t.because('no observation window and no open checklist item left', 'closure'));
}

/** Closes, unless an item of the closure checklist is open. */
export function close(t: Turn, because: string): void {
  if (t.state.life !== 'resolved' || openItems(t) > 0) return;
  t.emit({ type: 'Closed' }, because);
  t.tell('closed', because);
}

/**
 * Ends as false alarm, duplicate or recovered, without mitigation or review, and tells everybody who was told: by the playbook's messages,
 * and in their words also where an escalation reached. Mail and a status page are left to what the playbook says of them.
 */
export function end(
  t: Turn,
  as: 'false-alarm' | 'duplicate' | 'recovered',
  of: string | undefined,
  because: string,
): void {
  t.status('ended', because);
  t.emit({ type: 'Ended', as, ...(of === undefined ? {} : { of }) }, because);
  t.tell('ended', because, { once: true });
  const { messages, places } = t.playbook.communication;
  const message = messages.find((m) => m.on.includes('ended') && m.publicStatus === undefined);
  const before = message === undefined ? [] : t.state.told;
  for (const place of before) {
    const carrier = carrierOf(t.context.vocabulary, own(places, place));
    const talks = own(places, place) === undefined || carrier?.channel.capabilities.chat === true;
    if (message === undefined || !talks) continue;
    t.send({ moment: 'ended', place, template: message.template, because, once: true });
  }
  t.effect('supersede.ended', { do: 'supersede' });
}
