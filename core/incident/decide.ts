import { NotFound } from '#core/errors';
import type { Command } from './command.ts';
import type { Context } from './context.ts';
import { answer } from './decide/answer.ts';
import { timePassed } from './decide/clock.ts';
import { resolve } from './decide/closing.ts';
import { update } from './decide/communication.ts';
import { askChoice, evidenceGathered } from './decide/mitigation.ts';
import { open } from './decide/open.ts';
import { acknowledge, addResponder, escalate, note, pageUndelivered, takeRole, tick } from './decide/people.ts';
import { openRoom, snapshotTaken, tellAudiences } from './decide/phases.ts';
import { reopen } from './decide/reopen.ts';
import { askReview, reportWritten, scheduleReview } from './decide/review.ts';
import { runDied } from './decide/run.ts';
import { rateSeverity, setSeverity } from './decide/severity.ts';
import { fire, recover } from './decide/signals.ts';
import { askStep, claimStep, stepEnded, stepStarted } from './decide/steps.ts';
import { askWhatNext, beginVerification, measured } from './decide/verification.ts';
import { stand } from './decide/where.ts';
import type { Answer } from './outbox.ts';
import type { Incident } from './state.ts';
import { Turn } from './turn.ts';

/** What a command brings about: events with reasons, what is owed, and the answer. Pure; throws the named errors of core/errors. */
export function decide(
  state: Incident | undefined,
  command: Command,
  context: Context,
): { turn: Turn; answer: Answer } {
  if (state === undefined && command.do !== 'open') throw new NotFound('no such incident');
  const turn = new Turn(state, context);
  const answer = carryOut(turn, command);
  return { turn, answer: answer ?? { id: turn.state.id, status: turn.state.status, state: turn.state.life } };
}

function carryOut(t: Turn, c: Command): Answer | undefined | void {
  switch (c.do) {
    case 'open':
      return open(t, c);
    case 'fire':
      return fire(t, c);
    case 'recover':
      return recover(t, c);
    case 'time-passed':
      return timePassed(t, c.due);
    case 'acknowledge':
      return acknowledge(t, c);
    case 'escalate':
      return escalate(t, c);
    case 'set-severity':
      return setSeverity(t, c);
    case 'take-role':
      return takeRole(t, c);
    case 'add-responder':
      return addResponder(t, c);
    case 'update':
      return update(t, c);
    case 'note':
      return note(t, c);
    case 'answer':
      return answer(t, c);
    case 'tick':
      return tick(t, c);
    case 'resolve':
      return resolve(t, c);
    case 'reopen':
      return reopen(t, c);
    case 'snapshot-taken':
      return snapshotTaken(t, c);
    case 'rate-severity':
      return rateSeverity(t, c);
    case 'open-room':
      return openRoom(t, c);
    case 'tell-audiences':
      return tellAudiences(t, c);
    case 'evidence-gathered':
      return evidenceGathered(t, c);
    case 'ask':
      return ask(t, c);
    case 'claim-step':
      return claimStep(t, c);
    case 'step-started':
      return stepStarted(t, c);
    case 'step-ended':
      return stepEnded(t, c);
    case 'begin-verification':
      return beginVerification(t, c);
    case 'measured':
      return measured(t, c);
    case 'report-written':
      return reportWritten(t, c);
    case 'schedule-review':
      return scheduleReview(t, c);
    case 'public-told':
      t.emit({ type: 'PublicTold', toldAt: c.at }, `the public was told at ${c.at} by ${c.place}`);
      return undefined;
    case 'page-undelivered':
      return pageUndelivered(t, c);
    case 'run-died':
      return runDied(t, c);
  }
}

/** A machine asks whether it has to wait: `answered` is false, or the word that wakes it at once. */
function ask(t: Turn, c: Extract<Command, { do: 'ask' }>): Answer {
  switch (c.slot) {
    case 'choice':
      return askChoice(t, c);
    case 'step':
      return askStep(t, c);
    case 'what-next':
      return askWhatNext(t, c);
    case 'review':
      return askReview(t, c);
    case 'severity':
      stand(t, c, 'assess');
      return { answered: t.state.question?.slot === 'severity' ? false : t.state.severity };
    case 'resolution':
      stand(t, c, 'communicate');
      return { answered: t.state.life === 'open' ? false : 'resolved' };
  }
}
