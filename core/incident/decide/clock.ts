import { TooEarly } from '#core/errors';
import { type Deadline, deadlinesOf } from '../deadlines.ts';
import { fireStep } from '../escalate.ts';
import type { Turn } from '../turn.ts';
import { close } from './closing.ts';
import { remind } from './communication.ts';
import { askAgain } from './questions.ts';
import { retryRun } from './run.ts';

/** `time-passed{due}`: does all that is due by then and nothing else. Up to 2 s early is decided as of `due`; earlier is `TooEarly`. */
export function timePassed(t: Turn, due: string): void {
  const early = Date.parse(due) - t.context.now.getTime();
  if (early > 2000) throw new TooEarly(`${due} is ${Math.round(early / 1000)} s away`);
  fireDue(t, new Date(Math.max(Date.parse(due), t.context.now.getTime())));
}

/** Events and outbox rows after which no further deadline is begun: what is left is due a second later, so that a turn fits its transaction. */
const ENOUGH = 24;

/** Fires what is due, earliest first; what one deadline brings about may make another due, or moot. */
export function fireDue(t: Turn, asOf: Date): void {
  while (t.events.length < ENOUGH && t.outbox.length < ENOUGH) {
    const due = deadlinesOf(t.state, t.context.pack)
      .filter((d) => Date.parse(d.due) <= asOf.getTime())
      .sort((a, b) => Date.parse(a.due) - Date.parse(b.due))[0];
    if (due === undefined) return;
    fire(t, due, asOf);
  }
}

function fire(t: Turn, d: Deadline, asOf: Date): void {
  switch (d.does) {
    case 'step':
      fireStep(t, d.step, d.path);
      return;
    case 'miss': {
      const because = t.because(`missed: ${d.what}`, d.path);
      t.emit({ type: 'DeadlineMissed', key: d.key, ...d.missed }, because);
      t.tell('target-missed', because, { deadline: { what: d.what, due: d.due } });
      return;
    }
    case 'remind':
      remind(t, d, asOf);
      return;
    case 'ask-again':
      t.emit({ type: 'Done', key: d.key }, 'asked again');
      askAgain(t);
      return;
    case 'retry-run':
      t.emit({ type: 'Done', key: d.key }, 'tried again');
      retryRun(t);
      return;
    case 'close':
      t.emit({ type: 'Done', key: d.key }, 'the watch is over');
      close(t, t.because('the watch is over', 'closure'));
      return;
  }
}
