import type { People } from '../people.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

const file = 'people.yaml';

/** Who signs in, asks for a link or answers at a provider is one person: what names two would be written down as the first's. */
export function* identities({
  people: { people },
  vocabulary,
}: Pick<Linted, 'people' | 'vocabulary'>): Iterable<Finding> {
  const owners = new Map(Object.keys(people).map((id) => [id.toLowerCase(), id]));
  for (const field of ['login', 'email'] as const)
    for (const [id, person] of Object.entries(people)) {
      const name = person[field];
      const owner = own(owners, name) ?? id;
      if (field === 'login' && name !== undefined) owners.set(name.toLowerCase(), owner);
      if (owner !== id)
        yield wrong(
          ['people', id, field],
          `${name} is ${owner} already: what ${id} does would be written down as done by ${owner}`,
          `${field}: … that nobody else has`,
          file,
        );
    }
  yield* addresses(people);
  for (const { title, way, person } of vocabulary.channels) {
    if (way === undefined || person === 'none') continue;
    const field = person.user?.field ?? person.field;
    if (field !== 'email') yield* shared(people, field, title);
  }
}

const own = (owners: ReadonlyMap<string, string>, name: string | undefined): string | undefined =>
  name === undefined ? undefined : owners.get(name.toLowerCase());

/** Several may read one mailbox, as on a first trial; who signs in by its address alone is then none of them. */
function* addresses(people: People['people']): Iterable<Finding> {
  const readers = new Map<string, string[]>();
  for (const [id, { email }] of Object.entries(people))
    if (email !== undefined) readers.set(email.toLowerCase(), [...(readers.get(email.toLowerCase()) ?? []), id]);
  for (const [address, ids] of readers)
    if (ids.length > 1)
      yield note(
        ['people', ids[0] ?? '', 'email'],
        `${address} is the address of ${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ` and ${ids.length - 3} more` : ''}: who signs in by it alone is taken for none of them`,
        file,
      );
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
