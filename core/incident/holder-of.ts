import type { Action } from '#core/action/action';
import type { Holder } from '#core/action/holder';
import type { Pack } from '#core/playbook/pack';
import type { Incident } from './state.ts';

/** How an action of this incident is named to a person who would act on the same target. */
export const holderOf = ({ id }: Incident, { playbook }: Pack, action: Action): Holder => {
  const { key, attempt, startedAt, state, option } = action;
  const title = playbook.choice.options.find((o) => o.id === option)?.title ?? option;
  return { key, attempt, startedAt, state, incident: id, title };
};
