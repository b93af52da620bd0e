import type { PublicStatus } from './communication.ts';
import type { Playbook } from './schema.ts';

/** The playbook's own words for the stages of the engine. */
export const statusWords = ({ statuses }: Pick<Playbook, 'statuses'>): string[] => [
  ...new Set(Object.values(statuses).map(({ word }) => word)),
];

/** The categories of incidents that a playbook knows: those of its detection rules. */
export const categoriesOf = ({ detection }: Pick<Playbook, 'detection'>): string[] => [
  ...new Set(detection.rules.flatMap(({ category }) => category ?? [])),
];

/** What a public status page shows for a status, by the statuses of a playbook: each message asks for it. */
const publicWords = new WeakMap<Playbook['statuses'], ReadonlyMap<string, PublicStatus>>();
function publicWordsOf(statuses: Playbook['statuses']): ReadonlyMap<string, PublicStatus> {
  const words = new Map<string, PublicStatus>();
  for (const said of Object.values(statuses))
    if (said.public !== undefined && !words.has(said.word)) words.set(said.word, said.public);
  publicWords.set(statuses, words);
  return words;
}

/** What a public status page shows for a status; undefined where the playbook gives no word for it. */
export const publicWord = ({ statuses }: Pick<Playbook, 'statuses'>, status: string): PublicStatus | undefined =>
  (publicWords.get(statuses) ?? publicWordsOf(statuses)).get(status);
