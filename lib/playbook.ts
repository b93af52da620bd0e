import { InvalidPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { Pack } from '#core/playbook/pack';
import { People } from '#core/playbook/people';
import type { Vocabulary } from '#core/playbook/vocabulary';
import type { PackedPlaybook } from './props.ts';

/** Loads a playbook's directory, or parses a packed playbook. An invalid one throws with the same lines as `tocsin validate`. */
export const playbookOf = (given: string | PackedPlaybook, vocabulary: Vocabulary): { pack: Pack; people: People } => {
  if (typeof given !== 'string') return { pack: Pack.parse(given.pack), people: People.parse(given.people) };
  try {
    const { pack, people } = loadPlaybook(given, { vocabulary });
    return { pack, people };
  } catch (error) {
    // The lines say where the playbook is invalid; a stack would only say where that was noticed.
    if (error instanceof InvalidPlaybook) error.stack = `${error.name}: ${given}\n${error.message}`;
    throw error;
  }
};
