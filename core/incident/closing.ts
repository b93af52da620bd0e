import { asPlanned } from '#core/maintenance/window';
import { own } from '#core/own';
import { carrierOf } from '#core/playbook/vocabulary';
import { seconds } from '#core/playbook/words';
import { list, rulesOf } from '#core/rules/expand';
import { owesFinal } from './deadlines/updates.ts';
import { firingCount } from './firing.ts';
import { meantBy } from './meant-by.ts';
import { metricsOf } from './metrics.ts';
import { replacePlan } from './plan.ts';
import { jump } from './position.ts';
import { sendTo, writer } from './recipients.ts';
import { verifyingOf } from './state.ts';
import { after } from './time.ts';
import type { Turn } from './turn.ts';
import { blockedBy } from './work.ts';

/** Resolved: cadences and escalations end, and what is promised after the end begins. `jumped`: by a person, while the machine still measures. */
export function resolved(t: Turn, because: string, jumped = false): void {
  const watch = own(t.playbook.watch, t.state.severity);
  const watchUntil = watch === undefined || seconds(watch) === 0 ? undefined : after(t.at, watch, t.state.speed);
  const shown = verifyingOf(t.state)?.exhausted !== true;
  if (t.state.plan?.outcome === 'mitigated' && shown) t.emit({ type: 'PlanEnded', outcome: 'verified' }, because);
  else if (t.state.plan?.outcome === 'running') replacePlan(t, because);
  t.status('resolved', because);
  t.emit({ type: 'Resolved', ...(watchUntil === undefined ? {} : { watchUntil }) }, because);
  t.happen('resolved', because, { once: true });
  t.followAlerts('resolve', because);
  if (jumped) jump(t, 'post-mortem', because);
  else t.emit({ type: 'PhaseEntered', phase: 'post-mortem', jump: false }, because);
  t.effect('answer.resolution', { do: 'answer', slot: 'resolution', output: { verdict: 'resolved' } });
  if (!asPlanned(t.state))
    t.effect(`metrics.${t.state.cycle}`, { do: 'metrics', values: metricsOf(t.state), severity: t.state.severity });
  askForLastUpdates(t);
  closeIfDone(t);
}

/** The final updates that are owed now: their writers are asked. */
function askForLastUpdates(t: Turn): void {
  for (const [n, update] of t.playbook.updates.entries()) {
    if (!owesFinal(t.state, t.playbook, update) || update.final === undefined) continue;
    const who = writer(t, update);
    const what = `final update to ${update.title}`;
    const because = t.because(`${what} is due within ${update.final.within}`, `updates.${n}`);
    const key = `final-due/${update.id}`;
    t.emit({ type: 'UpdateDue', key, audience: update.id, update: 'final', writer: who.to }, because);
    sendTo(t, 'update-due', who, because, { deadline: { what, due: after(t.at, update.final.within, t.state.speed) } });
  }
}

/** Closes once the observation window has ended and no task holds it; a playbook with neither closes at once. */
export function closeIfDone(t: Turn): void {
  if (t.state.life !== 'resolved') return;
  const watching = t.state.watchUntil !== undefined && t.state.done[`close/${t.state.cycle}`] === undefined;
  if (!watching) close(t, t.because('no observation window and no task that holds it left', 'watch'));
}

/** Closes, unless a task must be done first or a signal fires. */
export function close(t: Turn, because: string): void {
  if (t.state.life !== 'resolved' || blockedBy(t, 'closed') !== undefined || firingCount(t) > 0) return;
  t.status('closed', because);
  t.emit({ type: 'Closed' }, because);
  t.happen('closed', because);
}

/** How the timeline names a person who was told: by the role that they hold, else as whom a rule tells them. A place goes by its own name. */
function receiverOf(t: Turn, place: string): { to?: string } {
  const [kind, person] = place.split(':');
  if (kind !== 'person' || person === undefined) return {};
  const { roles, places } = t.playbook;
  const told = rulesOf(t.playbook).flatMap((rule) => rule.do.flatMap((act) => ('tell' in act ? list(act.tell) : [])));
  const word = [...roles.map(({ id }) => id), ...told].find(
    (one) => own(places, one) === undefined && meantBy(t.state, t.context, one).includes(person),
  );
  return { to: word === undefined ? person : `${word}/${person}` };
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
  t.happen('ended', because, { once: true });
  t.followAlerts('resolve', because);
  const { places } = t.playbook;
  const said = new Set(
    t.outbox.flatMap((o) => ('message' in o && o.message.moment === 'ended' ? [o.message.place] : [])),
  );
  for (const place of t.state.told) {
    const carrier = carrierOf(t.context.vocabulary, own(places, place));
    const talks = own(places, place) === undefined || carrier?.channel.capabilities.chat === true;
    if (talks && !said.has(place))
      t.send({ moment: 'ended', place, ...receiverOf(t, place), template: 'ended', because, once: true });
  }
  t.effect('supersede.ended', { do: 'supersede' });
}
