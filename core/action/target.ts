import type { Act } from '#core/playbook/mitigation';
import type { Vocabulary } from '#core/playbook/vocabulary';

/** What an action acts on; nothing for a kind that this release does not have, which cannot be started either. */
export const targetOf = ({ actions }: Pick<Vocabulary, 'actions'>, act: Act): string | undefined => {
  const words = actions.find(({ kind }) => kind === act.kind);
  return words === undefined ? undefined : `${act.kind}:${words.target(act)}`;
};
