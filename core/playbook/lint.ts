import { access } from './lint/access.ts';
import { duplicates } from './lint/duplicates.ts';
import { escalation } from './lint/escalation.ts';
import type { Finding, Linted } from './lint/finding.ts';
import { ids } from './lint/ids.ts';
import { largest } from './lint/largest.ts';
import { lasting } from './lint/lasting.ts';
import { people } from './lint/people.ts';
import { rating } from './lint/rating.ts';
import { references } from './lint/references.ts';
import { reminders } from './lint/reminders.ts';
import { runbooks } from './lint/runbooks.ts';
import { runs } from './lint/runs.ts';
import { silence } from './lint/silence.ts';
import { verification } from './lint/verification.ts';
import { wording } from './lint/wording.ts';

export type { Finding, Linted } from './lint/finding.ts';

/** Contradictions beyond the shape, and where the playbook is silent. */
export const lint = (it: Linted): Finding[] =>
  [
    references,
    access,
    ids,
    duplicates,
    rating,
    escalation,
    largest,
    lasting,
    runbooks,
    runs,
    people,
    verification,
    reminders,
    wording,
    silence,
  ].flatMap((rule) => [...rule(it)]);
