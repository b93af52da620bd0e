import { own } from '../own.ts';
import type { Playbook } from './schema.ts';

type Given = Pick<Playbook, 'levels' | 'services' | 'teams'>;
/** What of an incident a word may depend on. */
interface Of {
  service?: string | undefined;
  /** Of planned work: its services. */
  maintenance?: { services: readonly string[] } | undefined;
}

/** The word for the on-call of the team that answers for the incident's service. */
export const TEAM_ONCALL = 'team.oncall';

/** The words for people that a playbook has beside roles and targets: its levels, and the on-call of its teams. */
export const derivedWords = ({ levels, teams }: Pick<Given, 'levels' | 'teams'>): string[] => [
  ...levels.map(({ level }) => `level.${level}`),
  ...(Object.keys(teams).length === 0 ? [] : [TEAM_ONCALL]),
];

/**
 * The targets that a word stands for: of `level.3` its contacts, of `team.oncall` the on-call of the service's team, of every other word, and
 * of one that stands for nothing, the word itself. Where each of these means people, the word means them all.
 */
export function targetsOf(playbook: Given, of: Of, word: string): readonly string[] {
  const level = word.startsWith('level.') ? /^level\.(\d+)$/.exec(word)?.[1] : undefined;
  if (level !== undefined) return playbook.levels.find((one) => one.level === Number(level))?.contacts ?? [word];
  if (word !== TEAM_ONCALL) return [word];
  const found = onCallsFor(playbook, of);
  return found.length === 0 ? [word] : found;
}

function onCallsFor({ services, teams }: Given, { service, maintenance }: Of): string[] {
  const of = maintenance?.services ?? (service === undefined ? [] : [service]);
  const named = of.flatMap((one) => own(services, one)?.team ?? []);
  return [...new Set(named.flatMap((name) => own(teams, name)?.oncall ?? []))];
}

/** The services for which `team.oncall` means nobody: they have no team, or one without an on-call. */
export const servicesWithoutOnCall = (playbook: Given): string[] =>
  Object.keys(playbook.services).filter((service) => onCallsFor(playbook, { service }).length === 0);

/** What people call such a word; undefined for a role or a target, which has a title of its own. */
export function derivedTitle({ levels }: Pick<Given, 'levels'>, word: string): string | undefined {
  if (word === TEAM_ONCALL) return 'on-call of the service’s team';
  const level = levels.find((one) => `level.${one.level}` === word);
  return level && `level ${level.level} (${level.title})`;
}
