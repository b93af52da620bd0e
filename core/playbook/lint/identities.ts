import type { People } from '../people.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

const file = 'people.yaml';

/** Whoever signs in, asks for a link or answers at a provider is one person: what names two would be written down as the first's. */
export function* identities({
  people: { people },
  vocabulary,
}: Pick<Linted, 'people' | 'vocabulary'>): Iterable<Finding> {
  const owners = new Map(Object.keys(people).map((id) => [id.toLowerCase(), id]));
  for (const [id, person] of Object.entries(people))
    for (const field of ['login', 'email'] as const) {
      const name = person[field];
      if (name === undefined) continue;
      const owner = owners.get(name.toLowerCase()) ?? id;
      owners.set(name.toLowerCase(), owner);
      if (owner !== id)
        yield wrong(
          ['people', id, field],
          `${name} is ${owner} already: what ${id} does would be written down as done by ${owner}`,
          `${field}: … that nobody else has`,
          file,
        );
    }
  for (const { title, way, person } of vocabulary.channels) {
    if (way === undefined || person === 'none') continue;
    const field = person.user?.field ?? person.field;
    if (field !== 'email') yield* shared(people, field, title);
  }
}

/** A device or a number may be shared; who answers there is then taken for the first. */
function* shared(people: People['people'], field: string, title: string): Iterable<Finding> {
  const owners = new Map<unknown, string>();
  for (const [id, person] of Object.entries(people)) {
    const address = person[field];
    if (address === undefined) continue;
    const owner = owners.get(address);
    if (owner === undefined) owners.set(address, id);
    else
      yield note(
        ['people', id, field],
        `${owner} has the same ${field}: what is answered by ${title} counts as ${owner}’s`,
        file,
      );
  }
}
