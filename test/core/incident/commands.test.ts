import { describe, expect, test } from 'vitest';
import { InvalidInput } from '#core/errors';
import { type Command, checked } from '#core/incident/command';
import { type Example, outcomeOf } from '#test/examples';
import { examples as acknowledge } from './commands/acknowledge.ts';
import { examples as actionEnded } from './commands/action-ended.ts';
import { examples as addResponder } from './commands/add-responder.ts';
import { examples as answer } from './commands/answer.ts';
import { examples as ask } from './commands/ask.ts';
import { examples as assignRole } from './commands/assign-role.ts';
import { examples as beginVerification } from './commands/begin-verification.ts';
import { examples as cannot } from './commands/cannot.ts';
import { examples as claimStep } from './commands/claim-step.ts';
import { examples as declare } from './commands/declare.ts';
import { examples as escalate } from './commands/escalate.ts';
import { examples as evidenceGathered } from './commands/evidence-gathered.ts';
import { examples as measured } from './commands/measured.ts';
import { examples as moveWindow } from './commands/move-window.ts';
import { examples as notMe } from './commands/not-me.ts';
import { examples as note } from './commands/note.ts';
import { examples as openBySignal } from './commands/open-by-signal.ts';
import { examples as openMaintenance } from './commands/open-maintenance.ts';
import { examples as openRoom } from './commands/open-room.ts';
import { examples as pageUndelivered } from './commands/page-undelivered.ts';
import { examples as publicTold } from './commands/public-told.ts';
import { examples as rateSeverity } from './commands/rate-severity.ts';
import { examples as release } from './commands/release.ts';
import { examples as reopen } from './commands/reopen.ts';
import { examples as reopenBySignal } from './commands/reopen-by-signal.ts';
import { examples as replan } from './commands/replan.ts';
import { examples as reportWritten } from './commands/report-written.ts';
import { examples as resolve } from './commands/resolve.ts';
import { examples as runDied } from './commands/run-died.ts';
import { examples as rungElsewhere } from './commands/rung-elsewhere.ts';
import { examples as scheduleReview } from './commands/schedule-review.ts';
import { examples as setSeverity } from './commands/set-severity.ts';
import { examples as signalFired } from './commands/signal-fired.ts';
import { examples as signalRecovered } from './commands/signal-recovered.ts';
import { examples as snapshotTaken } from './commands/snapshot-taken.ts';
import { examples as stateFacts } from './commands/state-facts.ts';
import { examples as stepEnded } from './commands/step-ended.ts';
import { examples as stepStarted } from './commands/step-started.ts';
import { examples as tellAudiences } from './commands/tell-audiences.ts';
import { examples as tick } from './commands/tick.ts';
import { examples as ticketOpened } from './commands/ticket-opened.ts';
import { examples as timePassed } from './commands/time-passed.ts';
import { examples as update } from './commands/update.ts';

/** Every command has its table of examples: one without does not compile. */
const tables: Record<Command['do'], Example[]> = {
  acknowledge,
  'action-ended': actionEnded,
  'add-responder': addResponder,
  answer,
  ask,
  'assign-role': assignRole,
  'begin-verification': beginVerification,
  cannot,
  'claim-step': claimStep,
  declare,
  escalate,
  'evidence-gathered': evidenceGathered,
  measured,
  'not-me': notMe,
  note,
  'open-by-signal': openBySignal,
  'open-maintenance': openMaintenance,
  'move-window': moveWindow,
  'open-room': openRoom,
  'page-undelivered': pageUndelivered,
  'public-told': publicTold,
  'ticket-opened': ticketOpened,
  'rate-severity': rateSeverity,
  'reopen-by-signal': reopenBySignal,
  release,
  reopen,
  replan,
  'report-written': reportWritten,
  resolve,
  'rung-elsewhere': rungElsewhere,
  'run-died': runDied,
  'schedule-review': scheduleReview,
  'set-severity': setSeverity,
  'signal-fired': signalFired,
  'signal-recovered': signalRecovered,
  'snapshot-taken': snapshotTaken,
  'step-ended': stepEnded,
  'step-started': stepStarted,
  'tell-audiences': tellAudiences,
  'state-facts': stateFacts,
  tick,
  'time-passed': timePassed,
  update,
};

describe.each(Object.entries(tables))('%s', (word, table) => {
  test.each(table)('$name', (example) => {
    expect(example.when.do).toBe(word);
    expect(outcomeOf(example)).toEqual(example.expected);
  });
});

test('a command is held to its schema, and every wrong field is named', () => {
  const wrong = { do: 'acknowledge', by: 7, until: 'tomorrow' } as unknown as Command;
  expect(() => checked(wrong)).toThrow(
    new InvalidInput('acknowledge: by: Invalid input: expected string, received number; Unrecognized key: "until"'),
  );
});
