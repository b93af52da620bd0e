import { NOTICES } from '#core/message/notices';
import { lint } from '#core/playbook/lint';
import type { Pack, People } from '#core/playbook/pack';
import { schemasOf, type Vocabulary } from '#core/playbook/vocabulary';
import type { Written } from './playbook.ts';

export type Checked = { pack: Pack; people: People; notes: string[] } | { refused: string[] };

/**
 * What `parsePlaybook` does once the texts have been read. Reading them as YAML and finding the place of each fault takes three times as long
 * as all of this; that both say the same is looked at for some of them.
 */
export function checked(
  { playbook, people, runbooks, templates, certificates }: Written,
  seed: number,
  vocabulary: Vocabulary,
): Checked {
  const schemas = schemasOf(vocabulary);
  const parsed = {
    playbook: schemas.playbook.safeParse(playbook),
    people: schemas.people.safeParse(people),
    ...Object.fromEntries(
      Object.entries(runbooks).map(([id, said]) => [`runbooks/${id}`, schemas.runbook.safeParse(said)]),
    ),
  };
  const faults = Object.entries(parsed).flatMap(([file, { error }]) =>
    (error?.issues ?? []).map(({ path, message }) => `${file} ${path.join('.')}: ${message}`),
  );
  const [book, them] = [parsed.playbook.data, parsed.people.data];
  if (faults.length > 0 || book === undefined || them === undefined) return { refused: faults };
  const steps = Object.fromEntries(Object.entries(runbooks).map(([id, said]) => [id, schemas.runbook.parse(said)]));
  const all = { ...NOTICES, ...templates };
  const found = lint({
    playbook: book,
    people: them,
    runbooks: steps,
    books: Object.keys(steps),
    templates: all,
    certificates,
    vocabulary,
  });
  const wrong = found.flatMap(({ message, hint }) => (hint === undefined ? [] : [message]));
  if (wrong.length > 0) return { refused: wrong };
  const pack: Pack = {
    v: 1,
    hash: `random-${seed}`,
    playbook: book,
    runbooks: steps,
    templates: all,
    certificates,
    places: {},
  };
  return { pack, people: them, notes: found.map(({ message }) => message) };
}
