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

/** What a public status page shows for a status; undefined where the playbook gives no word for it. */
export const publicWord = ({ statuses }: Pick<Playbook, 'statuses'>, status: string): PublicStatus | undefined =>
  Object.values(statuses).find((said) => said.word === status && said.public !== undefined)?.public;
