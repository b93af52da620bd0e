import { Conflict } from '#core/errors';
import { carrierOf } from '#core/playbook/vocabulary';
import { seconds } from '#core/playbook/words';
import type { Command } from '../command.ts';
import { metricsOf } from '../metrics.ts';
import { after } from '../time.ts';
import type { Turn } from '../turn.ts';
import { sendTo, writer } from './communication.ts';
import { jump } from './where.ts';

/** Resolved: verification and stability hold. Cadences and escalations are over; what is promised after the end begins. */
export function resolved(t: Turn, because: string, overTheHead = false): void {
  const watch = t.playbook.closure.watch[t.state.severity];
  const watchUntil = watch === undefined || seconds(watch) === 0 ? undefined : after(t.at, watch, t.state.speed);
  if (t.state.plan !== undefined) t.emit({ type: 'PlanEnded', outcome: 'verified' }, because);
  t.status('resolved', because);
  t.emit({ type: 'Resolved', ...(watchUntil === undefined ? {} : { watchUntil }) }, because);
  t.tell('resolved', because, { once: true });
  if (overTheHead) jump(t, 'post-mortem', because);
  else t.emit({ type: 'PhaseEntered', phase: 'post-mortem', jump: false }, because);
  t.effect('answer.resolution', { do: 'answer', slot: 'resolution', output: { verdict: 'resolved' } });
  t.effect(`metrics.${t.state.cycle}`, { do: 'metrics', values: metricsOf(t.state), severity: t.state.severity });
  for (const [n, audience] of t.playbook.communication.audiences.entries()) {
    if (!audience.severities.includes(t.state.severity)) continue;
    for (const what of ['final', 'summary'] as const) {
      const promised = audience[what];
      if (promised === undefined) continue;
      const who = writer(t);
      const reason = t.because(
        `${what} to ${audience.title} is due within ${promised.by}`,
        `communication.audiences.${n}`,
      );
      t.emit(
        {
          type: 'UpdateDue',
          key: `${what}-due/${audience.id}`,
          audience: audience.id,
          update: what,
          writer: who.to,
        },
        reason,
      );
      sendTo(t, 'update-due', who, reason, {
        deadline: { what: `${what} to ${audience.title}`, due: after(t.at, promised.by, t.state.speed) },
      });
    }
  }
  mayClose(t);
}

/** Closed: the watch is over and the checklist is done; a playbook with neither closes at once. */
export function mayClose(t: Turn): void {
  if (t.state.life !== 'resolved') return;
  const open = t.playbook.closure.checklist.filter((i) => !i.optional && t.state.checklist[i.id] === undefined);
  const watching = t.state.watchUntil !== undefined && t.state.done[`close/${t.state.cycle}`] === undefined;
  if (open.length === 0 && !watching) close(t, t.because('nothing is left to watch or to tick', 'closure'));
}

export function close(t: Turn, because: string): void {
  if (t.state.life !== 'resolved') return;
  if (t.playbook.closure.checklist.some((i) => !i.optional && t.state.checklist[i.id] === undefined)) return;
  t.emit({ type: 'Closed' }, because);
  t.tell('closed', because);
}

/**
 * Ended without mending: false alarm, duplicate or recovered. Skips mitigation and review, and tells whoever was told: by the playbook's
 * messages, and its words also where an escalation reached. Mail and a status page are left to what the playbook says of them.
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
    const carrier = carrierOf(t.context.vocabulary, places[place]);
    const talks = places[place] === undefined || carrier?.channel.capabilities.chat === true;
    if (message === undefined || !talks) continue;
    t.send({ moment: 'ended', place, template: message.template, because, once: true });
  }
  t.effect('supersede.ended', { do: 'supersede' });
}

/** By a person. `fixed` starts verification; the incident resolves when that holds. */
export function resolve(t: Turn, c: Extract<Command, { do: 'resolve' }>): void {
  if (t.state.life !== 'open') throw new Conflict(`${t.state.id} is ${t.state.life} already`);
  const because = `${c.reason} (${c.by})`;
  if (c.as !== 'fixed') {
    end(t, c.as, c.of, because);
    return;
  }
  if (t.state.phase === 'resolve' && t.state.verifying?.exhausted !== true) return;
  t.emit({ type: 'FixReported', by: c.by }, `reported as fixed, verification starts: ${because}`);
  jump(t, 'resolve', because);
}
