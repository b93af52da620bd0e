import type * as z from 'zod';
import { InvalidInput } from '#core/errors';
import type { CommandRecord } from './command-of.ts';
import { acknowledge } from './commands/acknowledge.ts';
import { actionEnded } from './commands/action-ended.ts';
import { addResponder } from './commands/add-responder.ts';
import { answer } from './commands/answer.ts';
import { ask } from './commands/ask.ts';
import { assignRole } from './commands/assign-role.ts';
import { beginVerification } from './commands/begin-verification.ts';
import { cannot } from './commands/cannot.ts';
import { claimStep } from './commands/claim-step.ts';
import { declare } from './commands/declare.ts';
import { escalate } from './commands/escalate.ts';
import { evidenceGathered } from './commands/evidence-gathered.ts';
import { measured } from './commands/measured.ts';
import { moveWindow } from './commands/move-window.ts';
import { notMe } from './commands/not-me.ts';
import { note } from './commands/note.ts';
import { openBySignal } from './commands/open-by-signal.ts';
import { openMaintenance } from './commands/open-maintenance.ts';
import { openRoom } from './commands/open-room.ts';
import { pageUndelivered } from './commands/page-undelivered.ts';
import { publicTold } from './commands/public-told.ts';
import { rateSeverity } from './commands/rate-severity.ts';
import { release } from './commands/release.ts';
import { reopen } from './commands/reopen.ts';
import { reopenBySignal } from './commands/reopen-by-signal.ts';
import { replan } from './commands/replan.ts';
import { reportWritten } from './commands/report-written.ts';
import { resolve } from './commands/resolve.ts';
import { runDied } from './commands/run-died.ts';
import { rungElsewhere } from './commands/rung-elsewhere.ts';
import { scheduleReview } from './commands/schedule-review.ts';
import { setSeverity } from './commands/set-severity.ts';
import { signalFired } from './commands/signal-fired.ts';
import { signalRecovered } from './commands/signal-recovered.ts';
import { snapshotTaken } from './commands/snapshot-taken.ts';
import { stateFactsCommand } from './commands/state-facts.ts';
import { stepEnded } from './commands/step-ended.ts';
import { stepStarted } from './commands/step-started.ts';
import { tellAudiences } from './commands/tell-audiences.ts';
import { tick } from './commands/tick.ts';
import { ticketOpened } from './commands/ticket-opened.ts';
import { timePassed } from './commands/time-passed.ts';
import { update } from './commands/update.ts';

/** What people say, by the API, a channel or a script. */
const person = {
  declare,
  acknowledge,
  cannot,
  release,
  'not-me': notMe,
  escalate,
  'add-responder': addResponder,
  'set-severity': setSeverity,
  'assign-role': assignRole,
  update,
  note,
  tick,
  'state-facts': stateFactsCommand,
  answer,
  resolve,
  reopen,
  'move-window': moveWindow,
};

/** What the tasks of a phase say; each says where it stands. */
const task = {
  'snapshot-taken': snapshotTaken,
  'rate-severity': rateSeverity,
  'open-room': openRoom,
  'tell-audiences': tellAudiences,
  'evidence-gathered': evidenceGathered,
  ask,
  'claim-step': claimStep,
  'step-started': stepStarted,
  'step-ended': stepEnded,
  'begin-verification': beginVerification,
  measured,
  'report-written': reportWritten,
  'schedule-review': scheduleReview,
};

/** What signals, the clock, senders and the sweeper say. */
const system = {
  'open-by-signal': openBySignal,
  'open-maintenance': openMaintenance,
  'reopen-by-signal': reopenBySignal,
  'signal-fired': signalFired,
  'signal-recovered': signalRecovered,
  'time-passed': timePassed,
  'action-ended': actionEnded,
  'page-undelivered': pageUndelivered,
  'public-told': publicTold,
  'ticket-opened': ticketOpened,
  'rung-elsewhere': rungElsewhere,
  'run-died': runDied,
  replan,
};

type Said<R extends Record<string, { schema: z.ZodType }>> = z.output<R[keyof R]['schema']>;
export type PersonCommand = Said<typeof person>;
export type TaskCommand = Said<typeof task>;
export type SystemCommand = Said<typeof system>;
export type Command = PersonCommand | TaskCommand | SystemCommand;

/** A decision for every word: a command without one does not compile, nor one that stands under another's word. */
export type Commands = {
  [K in Command['do']]: CommandRecord<z.ZodType<Extract<Command, { do: K }>>>;
};
export const commands: Commands = { ...person, ...task, ...system };

/** Checks a command against its schema and names every wrong field. */
export function checked(command: Command): Command {
  const { success, data, error } = commands[command.do].schema.safeParse(command);
  if (success) return data;
  const faults = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new InvalidInput(`${command.do}: ${faults.join('; ')}`, { cause: error });
}
