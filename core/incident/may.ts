import type { OnCallPeople } from '#core/on-call';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { meantBy } from './meant-by.ts';
import { approvalId, approvalsOf } from './rules/approve.ts';
import { type Incident, questionOf } from './state.ts';
import { firstHeld } from './work.ts';

interface Known {
  pack: Pack;
  people: OnCallPeople;
  now: Date;
}

/** Whether a person leads an incident: holds the role that decides on its mitigation. */
const leads = ({ roles }: Incident, { pack }: Known, person: string): boolean =>
  own(roles, pack.playbook.choice.ask) === person;

/** Whether the open question is a person's to answer: it goes to a role or target that means them, or they lead. */
export function mayDecide(i: Incident, known: Known, person: string): boolean {
  const question = questionOf(i);
  if (question === undefined) return false;
  return leads(i, known, person) || meantBy(i, known, question.ask).includes(person);
}

/** The approvals that a person may give, each with the name under which it is answered: theirs alone, and not the leader's. */
export const approvalsFor = (i: Incident, known: Known, person: string): { id: string; text: string; rule: string }[] =>
  approvalsOf(i, { playbook: known.pack.playbook }).flatMap(({ rule, approval }) =>
    firstHeld(i, known, rule.approve ?? [])?.people.includes(person) === true
      ? [{ id: approvalId(rule, approval), text: approval.text, rule: rule.id }]
      : [],
  );

/** Whether a piece of work is a person's: it goes to a role or target that means them, or they lead. */
export const mayDo = (i: Incident, known: Known, person: string, words: string | readonly string[]): boolean =>
  leads(i, known, person) || firstHeld(i, known, words)?.people.includes(person) === true;
