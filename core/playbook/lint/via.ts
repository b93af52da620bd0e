import { isMeant, viaWords } from '../../delivery/channels.ts';
import { membersOf } from '../../on-call/layers.ts';
import { own } from '../../own.ts';
import { CHAPTERS, list } from '../../rules/expand.ts';
import type { People } from '../people.ts';
import { targetsOf } from '../who.ts';
import { type Finding, known, type Linted, note } from './finding.ts';

/** Everybody whom a target can mean; of a role that is known only once somebody holds it. */
function membersIn(people: People, target: string): string[] {
  const meant = own(people.targets, target);
  const rotation = meant?.rotation === undefined ? undefined : own(people.rotations, meant.rotation);
  return [meant?.person ?? [], meant?.people ?? [], rotation === undefined ? [] : membersOf(rotation)].flat();
}

/** The channels that a page names are there, and who has none of them is known beforehand. */
export function* via({ playbook, people, vocabulary }: Linted): Iterable<Finding> {
  const words = viaWords(vocabulary);
  for (const chapter of CHAPTERS)
    for (const [n, entry] of playbook[chapter].entries()) {
      if (!('do' in entry)) continue;
      for (const [m, action] of list(entry.do).entries()) {
        if (!('page' in action) || action.via === undefined) continue;
        const at = [chapter, n, 'do', ...(Array.isArray(entry.do) ? [m] : []), 'via'];
        yield* known(at, action.via, 'channel', words);
        const meant = list(action.via).filter((word) => words.includes(word));
        if (meant.length === 0) continue;
        const without = [
          ...new Set(
            list(action.page)
              .flatMap((word) => targetsOf(playbook, {}, word))
              .flatMap((target) => membersIn(people, target)),
          ),
        ].filter((id) => own(people.people, id)?.channels.some((tool) => isOneOf(tool, meant)) === false);
        if (without.length > 0)
          yield note(
            at,
            `rule ${entry.id} pages by ${meant.join(', ')}, of which ${without.join(', ')} ${without.length === 1 ? 'has' : 'have'} none: all of their own channels are used`,
          );
      }
    }

  function isOneOf(tool: string, meant: readonly string[]): boolean {
    const channel = vocabulary.channels.find((one) => one.tool === tool);
    return channel !== undefined && meant.some((word) => isMeant(channel, word));
  }
}
