import { NotFound } from '#core/errors';
import { type Command, commands } from './command.ts';
import type { Context } from './context.ts';
import { tellWork } from './give-work.ts';
import type { Answer } from './outbox.ts';
import { tellOwedUpdates } from './owed-updates.ts';
import { reviewAfterWatch } from './questions/review.ts';
import { tellApprovals, withdrawMoot } from './rules/approve.ts';
import { react } from './rules/react.ts';
import type { Incident } from './state.ts';
import { Turn } from './turn.ts';

/** Whether a command makes the incident that it speaks of. */
export const opens = (command: Command): boolean =>
  command.do === 'declare' || command.do === 'open-by-signal' || command.do === 'open-maintenance';

const carryOut = <K extends Command['do']>(word: K, t: Turn, command: Extract<Command, { do: K }>): Answer | void =>
  commands[word].decide(t, command);

/** What a command brings about: events with reasons, what is to be sent and done, and the answer. Pure; throws the named errors of core/errors. */
export function decide(
  state: Incident | undefined,
  command: Command,
  context: Context,
): { turn: Turn; answer: Answer } {
  if (state === undefined && !opens(command)) throw new NotFound('no such incident');
  const turn = new Turn(state, context, {
    way: 'way' in command ? command.way : undefined,
    by: 'by' in command ? command.by : undefined,
    react,
  });
  const answer = carryOut(command.do, turn, command);
  reviewAfterWatch(turn);
  withdrawMoot(turn);
  tellWork(turn);
  tellOwedUpdates(turn);
  tellApprovals(turn);
  return { turn, answer: answer ?? { id: turn.state.id, status: turn.state.status, state: turn.state.life } };
}
