import { Conflict, InvalidInput } from '#core/errors';
import type { Command } from '../command.ts';
import type { Turn } from '../turn.ts';
import { choose } from './mitigation.ts';
import type { Slot } from './questions.ts';
import { reviewed } from './review.ts';
import { rateByPerson } from './severity.ts';
import { afterPersonStep } from './steps.ts';
import { whatNext } from './verification.ts';

/** A person's answer. It is in the incident first; then whatever machine waits for it is woken. */
export function answer(t: Turn, c: Extract<Command, { do: 'answer' }>): void {
  const open = t.state.question;
  const matches =
    open !== undefined && (c.question === open.id || c.question === open.slot || c.question === aliases[open.slot]);
  if (open === undefined || !matches) {
    throw new Conflict(
      open === undefined ? 'no question is open' : `the open question is ${open.slot} (${open.id}), not ${c.question}`,
    );
  }
  if (!open.options.some((o) => o.id === c.option)) {
    throw new InvalidInput(`option: ${c.option} is none of ${open.options.map((o) => o.id).join(', ')}`);
  }
  const reason = c.reason === undefined ? {} : { reason: c.reason };
  t.emit(
    { type: 'DecisionMade', question: open.slot, option: c.option, by: c.by, ...reason },
    `${c.option} chosen by ${c.by}${c.reason === undefined ? '' : `: ${c.reason}`}`,
  );
  switch (open.slot) {
    case 'choice':
      choose(t, c.option, c.by);
      break;
    case 'severity':
      rateByPerson(t, c.option, c.by, c.reason ?? 'confirmed');
      break;
    case 'step':
      afterPersonStep(t, c.option, c.by);
      break;
    case 'what-next':
      whatNext(t, c.option, c.by);
      break;
    case 'review':
      reviewed(t, c.by);
      break;
  }
  t.effect(`answer.${open.id}`, { do: 'answer', slot: open.slot, output: { verdict: c.option } });
}

/** The API's names for the slots. */
export const aliases: Record<Slot, string> = {
  choice: 'resolution-type',
  severity: 'confirm-severity',
  step: 'step',
  'what-next': 'stability',
  review: 'publish-review',
};
