import { Draw } from './draw.ts';
import type { Written } from './playbook.ts';

type Said = Record<string, unknown>;
const CHAPTERS = ['escalation', 'assessment', 'communication', 'mitigation', 'closure', 'review'];
const VIA = ['push', 'sms', 'email', 'slack', 'pagerduty'];

/** The actions of a rule, wherever its entry holds them. */
const actionsOf = (entry: Said): Said[] => [entry['do'] ?? []].flat() as Said[];
const entriesOf = (playbook: Said): Said[] => CHAPTERS.flatMap((chapter) => (playbook[chapter] ?? []) as Said[]);

/**
 * Adds to a playbook what the language has got since, in some of the seeds. It is drawn by itself, so that all else that a seed gives stays as
 * it was, and with it the table of pairs.
 */
export function withMore(seed: number, written: Written): Written {
  const d = new Draw(seed + 7_000_003);
  if (d.chance(0.5)) return written;
  const { playbook } = written;
  for (const action of entriesOf(playbook).flatMap(actionsOf))
    if ('page' in action && d.chance(0.5)) action['via'] = d.oneOrMore(VIA);
  const services = (playbook['services'] ?? {}) as Record<string, Said>;
  const whom = Object.keys((written.people['targets'] ?? {}) as Said);
  if (d.chance(0.6)) {
    const teams = ['web', 'back'];
    playbook['teams'] = Object.fromEntries(
      teams.map((id) => [id, { title: `Team ${id}`, ...d.field(0.7, 'oncall', () => d.of(whom)) }]),
    );
    for (const service of Object.values(services))
      Object.assign(
        service,
        d.field(0.8, 'team', () => d.of(teams)),
      );
  }
  const levels = ((playbook['levels'] ?? []) as { level: number }[]).map(({ level }) => `level.${level}`);
  const words = [...levels, ...(playbook['teams'] === undefined ? [] : ['team.oncall'])];
  // the table of pairs changes numbers of levels, and leaves teams out, by themselves
  for (const action of seed < 200 ? [] : entriesOf(playbook).flatMap(actionsOf))
    for (const verb of ['page', 'tell', 'ask', 'task'])
      if (verb in action && words.length > 0 && d.chance(0.15)) action[verb] = d.of(words);
  const targets = (written.people['targets'] ?? {}) as Record<string, Said>;
  for (const target of Object.values(targets))
    if (target['people'] !== undefined && d.chance(0.6)) target['acknowledge'] = 'each';
  return written;
}
