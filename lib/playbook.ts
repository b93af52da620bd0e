import { loadPlaybook } from '#adapters/files/load-playbook';
import { Pack } from '#core/playbook/pack';
import { People } from '#core/playbook/people';

/** A playbook that was packed before: what `loadPlaybook` gives, or its JSON read back. */
export interface PackedPlaybook {
  readonly pack: object;
  readonly people: object;
}

/** The playbook of a directory, or one packed before, parsed. A wrong one throws with the same lines as `tocsin validate`. */
export const playbookOf = (given: string | PackedPlaybook): { pack: Pack; people: People } => {
  if (typeof given === 'string') return loadPlaybook(given);
  return { pack: Pack.parse(given.pack), people: People.parse(given.people) };
};

/** Thrown at synth when what the app says does not fit the playbook. */
export class DoesNotFit extends Error {
  override readonly name = 'DoesNotFit';
}

/** What is wrong, where the playbook lists what would be right, and what that is. */
export const doesNotFit = (who: string, what: string, wrong: string, right: string[], place: string | undefined) => {
  const near = right.find(
    (word) => word.replaceAll(/[-_]/g, '').toLowerCase() === wrong.replaceAll(/[-_]/g, '').toLowerCase(),
  );
  return new DoesNotFit(
    `${place ?? 'playbook.yaml'}: ${who}: no ${what} '${wrong}' in the playbook${near ? `; did you mean '${near}'?` : ''}: it has ${right.join(', ')}`,
  );
};
