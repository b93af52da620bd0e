import * as z from 'zod';
import { Conflict, InvalidInput } from '#core/errors';
import { commandOfPerson } from '../command-of.ts';
import { slots } from '../questions/slots.ts';
import { approvalId, approvalsOf } from '../rules/approve.ts';
import { answerApproval } from '../rules/propose.ts';
import { questionOf } from '../state.ts';

/** A person answers the open question, named by its id, its slot or the API's name. It is in the incident first; then the machine that waits for it is woken. */
export const answer = commandOfPerson(
  'answer',
  { question: z.string(), option: z.string(), reason: z.string().optional() },
  (t, { by, question, option, reason }) => {
    const waiting = approvalsOf(t.state, t).find(
      ({ rule, approval }) => question === approvalId(rule, approval) || question === `approve-${rule.id}`,
    );
    if (waiting !== undefined) {
      if (option !== 'approve' && option !== 'refuse')
        throw new InvalidInput(`option: ${option} is not one of approve, refuse`);
      return answerApproval(t, waiting.rule.id, option === 'approve', { by, reason });
    }
    const open = questionOf(t.state);
    if (open === undefined) throw new Conflict('no question is open');
    const slot = slots[open.slot];
    if (![open.id, open.slot, slot.name].includes(question))
      throw new Conflict(`the open question is ${slot.name} (${open.id}), not ${question}`);
    if (!open.options.some((o) => o.id === option))
      throw new InvalidInput(`option: ${option} is not one of ${open.options.map((o) => o.id).join(', ')}`);
    t.emit(
      { type: 'DecisionMade', question: open.slot, option, by, ...(reason === undefined ? {} : { reason }) },
      `${option} chosen by ${by}${reason === undefined ? '' : `: ${reason}`}`,
    );
    slot.answer(t, { option, by, reason });
    t.effect(`answer.${open.id}`, { do: 'answer', slot: slot.token ?? open.slot, output: { verdict: option } });
    return undefined;
  },
);
