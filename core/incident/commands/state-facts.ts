import { commandOfPerson } from '../command-of.ts';
import { doDue } from '../due.ts';
import { stateFacts } from '../facts.ts';
import { goOnIfFree } from '../kept.ts';
import { Facts } from '../state.ts';

/** A person states what they have found out, as the playbook’s facts; rules that have waited for it act at once. */
export const stateFactsCommand = commandOfPerson('state-facts', { facts: Facts }, (t, { by, facts }) => {
  stateFacts(t, facts, by);
  goOnIfFree(t, `stated by ${by}`);
  doDue(t, t.context.now);
});
