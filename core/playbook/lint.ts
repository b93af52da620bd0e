import { accepted } from './lint/accepted.ts';
import { access, certificateFiles } from './lint/access.ts';
import { before } from './lint/before.ts';
import { blocks } from './lint/blocks.ts';
import { circles } from './lint/circles.ts';
import { duplicates } from './lint/duplicates.ts';
import { escalation } from './lint/escalation.ts';
import { expressions } from './lint/expressions.ts';
import type { Finding, Linted } from './lint/finding.ts';
import { identities } from './lint/identities.ts';
import { ids } from './lint/ids.ts';
import { items } from './lint/items.ts';
import { largest } from './lint/largest.ts';
import { lasting } from './lint/lasting.ts';
import { mappings } from './lint/mappings.ts';
import { never } from './lint/never.ts';
import { onePerson } from './lint/one-person.ts';
import { options } from './lint/options.ts';
import { overrides } from './lint/overrides.ts';
import { people } from './lint/people.ts';
import { rating } from './lint/rating.ts';
import { readiness } from './lint/readiness.ts';
import { references } from './lint/references.ts';
import { reminders } from './lint/reminders.ts';
import { repeats } from './lint/repeats.ts';
import { rotations } from './lint/rotations.ts';
import { ruleSources } from './lint/rule-sources.ts';
import { rules } from './lint/rules.ts';
import { runbooks } from './lint/runbooks.ts';
import { runs } from './lint/runs.ts';
import { silence } from './lint/silence.ts';
import { teams } from './lint/teams.ts';
import { updates } from './lint/updates.ts';
import { verification } from './lint/verification.ts';
import { via } from './lint/via.ts';
import { withdrawn } from './lint/withdrawn.ts';
import { templateFiles, wording } from './lint/wording.ts';
import { People } from './people.ts';

export type { Finding, Linted } from './lint/finding.ts';

/** Contradictions beyond the shape, and where the playbook is silent. */
export const lint = (it: Linted): Finding[] =>
  [
    references,
    rules,
    never,
    blocks,
    via,
    circles,
    access,
    mappings,
    ruleSources,
    expressions,
    ids,
    duplicates,
    rating,
    escalation,
    largest,
    lasting,
    repeats,
    options,
    runbooks,
    runs,
    people,
    identities,
    rotations,
    overrides,
    onePerson,
    verification,
    items,
    reminders,
    readiness,
    before,
    updates,
    withdrawn,
    wording,
    accepted,
    silence,
    teams,
  ].flatMap((rule) => [...rule(it)]);

const nobody = People.parse({ version: 1, people: {}, targets: {} });
/** What can be said of the rest while playbook.yaml or people.yaml cannot be made out. */
export function lintWithout({
  playbook,
  people: them,
  ...it
}: Omit<Linted, 'playbook' | 'people'> & {
  playbook: Linted['playbook'] | undefined;
  people: Linted['people'] | undefined;
}): Finding[] {
  if (playbook === undefined)
    return [
      ...certificateFiles(it),
      ...templateFiles(it),
      ...(them === undefined ? [] : people({ ...it, people: them })),
    ];
  return lint({ ...it, playbook, people: them ?? nobody }).filter(
    ({ file, unknown = '' }) =>
      them !== undefined || (file !== 'people.yaml' && !/target|person|rotation/.test(unknown)),
  );
}
