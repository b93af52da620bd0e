import { msOf } from '#core/time/iso';
import { close } from './closing.ts';
import type { Deadline } from './deadlines/deadline.ts';
import { deadlinesOf } from './deadlines.ts';
import { stopFlapping } from './flapping.ts';
import { askForFacts } from './give-work.ts';
import { lapse } from './handing-on.ts';
import { askAgain } from './questions/put.ts';
import { remind } from './reminders.ts';
import { act } from './rules/act.ts';
import { proposeAgain } from './rules/propose.ts';
import { startNextRun } from './runs.ts';
import type { Turn } from './turn.ts';
import { endWindow } from './window.ts';

/** Events and outbox rows after which no further deadline is begun: what is left is due a second later, so that a turn fits its transaction. */
const ENOUGH = 24;

/** Does what is due, earliest first; what one deadline brings about may make another due, or moot. */
export function doDue(t: Turn, asOf: Date): void {
  while (t.events.length < ENOUGH && t.outbox.length < ENOUGH) {
    const due = earliest(deadlinesOf(t.state, t.context.pack));
    if (due === undefined || msOf(due.due) > asOf.getTime()) return;
    doOne(t, due, asOf);
  }
}

/** The first of those that are due at the same time, as the playbook has them in its order. */
function earliest(deadlines: readonly Deadline[]): Deadline | undefined {
  let [first, at]: [Deadline | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const one of deadlines) {
    const due = msOf(one.due);
    if (first === undefined || due < at) [first, at] = [one, due];
  }
  return first;
}

function doOne(t: Turn, d: Deadline, asOf: Date): void {
  switch (d.does) {
    case 'act':
      act(t, d.by);
      return;
    case 'miss': {
      const because = t.because(`missed: ${d.what}`, d.path);
      t.emit({ type: 'DeadlineMissed', key: d.key, ...d.missed }, because);
      // work that is late stands on the timeline: it is no news for a channel at night
      if (d.missed.target !== 'task' && d.missed.target !== 'answer')
        t.happen('target-missed', because, { deadline: { what: d.what, due: d.due } });
      return;
    }
    case 'remind':
      remind(t, d, asOf);
      return;
    case 'ask-again':
      askAgain(t, d.due);
      return;
    case 'ask-facts':
      askForFacts(t, d.form);
      return;
    case 'ask-approval':
      proposeAgain(t, d.rule);
      return;
    case 'retry-run':
      startNextRun(t, 'retried after a pause of ten minutes');
      return;
    case 'lapse':
      lapse(t, d.path);
      return;
    case 'stop-flapping':
      stopFlapping(t);
      return;
    case 'end-window':
      endWindow(t);
      return;
    case 'close': {
      const because = t.because('observation window ended', 'watch');
      t.emit({ type: 'Done', key: d.key }, because);
      close(t, because);
      return;
    }
  }
}
