import { membersOf } from '../../on-call/layers.ts';
import { fallbackTarget } from '../../on-call.ts';
import { own } from '../../own.ts';
import type { PersonWords } from '../vocabulary.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

const file = 'people.yaml';

/** Everybody who can be paged can be reached. */
export function* people({
  people: them,
  vocabulary,
  at: now,
}: Pick<Linted, 'people' | 'vocabulary' | 'at'>): Iterable<Finding> {
  for (const [id, person] of Object.entries(them.people)) {
    const takesTurns = Object.values(them.rotations).some((rotation) => membersOf(rotation).includes(id));
    const meant = Object.values(them.targets).filter((t) => {
      const rotation = t.rotation === undefined ? undefined : own(them.rotations, t.rotation);
      return (
        t.person === id || t.people?.includes(id) === true || (rotation && membersOf(rotation).includes(id)) === true
      );
    });
    const reached = person.channels.map((tool) => vocabulary.channels.find((known) => known.tool === tool)?.person);
    for (const [n, reach] of reached.entries()) {
      if (reach === undefined || reach === 'none' || person[reach.field] !== undefined) continue;
      const onDuty = reach.duty && meant.length > 0 && meant.every((t) => t[reach.field] !== undefined);
      if (onDuty) continue;
      const tool = person.channels[n];
      yield wrong(
        ['people', id, 'channels', n],
        `${id} is paged by ${tool}, but has no ${reach.field}`,
        `${reach.field}: … for ${id}, or no ${tool} here`,
        file,
      );
    }
    const theirs = person.channels.flatMap((tool) => vocabulary.channels.find((known) => known.tool === tool) ?? []);
    const isTold = vocabulary.channels.some(
      (known) => known.person !== 'none' && known.person.quiet && person[known.person.field] !== undefined,
    );
    if (meant.length > 0 && !isTold && !theirs.some(({ capabilities }) => !capabilities.lifecycle))
      yield note(
        ['people', id],
        `questions, tasks and notices do not reach ${id}: ${person.channels.join(', ')} only pages; an email would do`,
        file,
      );
    const isPaged = takesTurns || meant.some((t) => t.person === id);
    if (isPaged && !reached.some(wakes))
      yield note(
        ['people', id, 'channels'],
        `a page reaches ${id} only by ${person.channels.join(', ')}, which wakes nobody`,
        file,
      );
  }
  if (now !== undefined && Object.keys(them.targets).length > 0 && fallbackTarget(them, now) === undefined)
    yield wrong(
      ['targets'],
      'no target means anybody now, so no catch-all would reach anybody',
      'at least one target that is a person, or a rotation that has begun',
      file,
    );
  for (const [id, target] of Object.entries(them.targets)) {
    if (target.people?.length === 0)
      yield wrong(['targets', id, 'people'], `${id} means nobody`, 'at least one person', file);
    if (target.acknowledge !== undefined && target.people === undefined)
      yield wrong(
        ['targets', id, 'acknowledge'],
        `each of ${id} must acknowledge, and it means one person`,
        'people: a list of several, or no acknowledge',
        file,
      );
  }
}

/** Whether a page by the channel wakes; what no plugin knows is a fault of its own. */
const wakes = (reach: PersonWords | 'none' | undefined): boolean =>
  reach === undefined || (reach !== 'none' && (!reach.quiet || reach.wakes === true || reach.rings !== undefined));
