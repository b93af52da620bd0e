import { isMeant, viaWords } from '../../delivery/channels.ts';
import { membersOf } from '../../on-call/layers.ts';
import { own } from '../../own.ts';
import { CHAPTERS, list } from '../../rules/expand.ts';
import type { Entry } from '../../rules/rule.ts';
import type { People } from '../people.ts';
import type { Path } from '../source.ts';
import { targetsOf } from '../who.ts';
import { type Finding, known, type Linted, note, wrong } from './finding.ts';
import { type WrittenPage, writtenPages } from './written-pages.ts';

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
      const pages = writtenPages([chapter, n], entry);
      yield* unused([chapter, n], entry, pages);
      for (const { at, channels, paged } of named(pages)) {
        yield* known(at, channels, 'channel', words);
        const meant = list(channels).filter((word) => words.includes(word));
        if (meant.length === 0) continue;
        const without = [
          ...new Set(
            paged.flatMap((word) => targetsOf(playbook, {}, word)).flatMap((target) => membersIn(people, target)),
          ),
        ].filter((id) => own(people.people, id)?.channels.some((tool) => isOneOf(tool, meant)) === false);
        if (without.length > 0)
          yield note(
            at,
            `${nameOf(entry)} pages by ${meant.join(', ')}, of which ${without.join(', ')} ${without.length === 1 ? 'has' : 'have'} none: all of their own channels are used`,
          );
      }
    }

  function isOneOf(tool: string, meant: readonly string[]): boolean {
    const channel = vocabulary.channels.find((one) => one.tool === tool);
    return channel !== undefined && meant.some((word) => isMeant(channel, word));
  }
}

const nameOf = (entry: Entry): string => {
  if ('ladder' in entry) return `ladder ${entry.ladder}`;
  if ('matrix' in entry) return `matrix ${entry.matrix}`;
  return 'checklist' in entry ? `checklist ${entry.checklist}` : `rule ${entry.id}`;
};

/** Each `via` as it is written, with everybody whom pages go to by it. */
function named(pages: readonly WrittenPage[]): { at: Path; channels: string | readonly string[]; paged: string[] }[] {
  const found = new Map<string, { at: Path; channels: string | readonly string[]; paged: string[] }>();
  for (const { page, via: one } of pages) {
    if (one === undefined) continue;
    const key = one.at.join('.');
    const before = found.get(key)?.paged ?? [];
    found.set(key, { ...one, paged: [...before, ...list(page)] });
  }
  return [...found.values()];
}

/** Channels of a ladder that none of its steps goes by would be words without effect. */
function* unused(at: Path, entry: Entry, pages: readonly WrittenPage[]): Iterable<Finding> {
  if (!('ladder' in entry) || entry.via === undefined) return;
  if (pages.every(({ via: one }) => one?.at.length !== at.length + 1))
    yield wrong([...at, 'via'], 'each step has channels of its own, so that these mean nothing', 'no via beside page');
}
