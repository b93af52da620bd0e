import { list } from '#core/rules/expand';
import { own } from '../../own.ts';
import { HANDING } from '../readiness.ts';
import { carrierOf } from '../vocabulary.ts';
import { type Finding, known, type Linted, wrong } from './finding.ts';

/** Entries of `readiness` name what there is, and tell places where a message is a message: what belongs to no incident opens nothing. */
export function* readiness({ playbook, people, templates, vocabulary }: Linted): Iterable<Finding> {
  const { moments, places } = playbook;
  const whom = [...Object.keys(places), ...Object.keys(people.targets)];
  for (const [n, entry] of playbook.readiness.entries()) {
    const { at, handover, before, do: does } = entry;
    const path = ['readiness', n];
    yield* known([...path, 'handover'], handover, 'rotation', Object.keys(people.rotations));
    if ((at === undefined) === (handover === undefined))
      yield wrong(
        path,
        `${entry.id} has ${at === undefined ? 'no time' : 'two times'}`,
        'at: a moment, or handover: a rotation',
      );
    if (before !== undefined && handover === undefined)
      yield wrong([...path, 'before'], 'before, and no hand-over', 'handover, or a moment that is earlier');
    const words = handover === undefined ? whom : [...HANDING, ...whom];
    yield* known([...path, 'at'], at, 'moment', Object.keys(moments));
    yield* known([...path, 'do', 'template'], does.template, 'template', Object.keys(templates));
    for (const [m, word] of list(does.tell).entries()) {
      const where = [...path, 'do', 'tell', ...(Array.isArray(does.tell) ? [m] : [])];
      yield* known(where, word, 'place or target of people.yaml', words);
      const channel = carrierOf(vocabulary, own(places, word))?.channel;
      const isRoom = own(places, word)?.tool === 'room';
      if (isRoom || channel?.capabilities.lifecycle === true)
        yield wrong(
          where,
          `${word} is a place of incidents, and an entry of readiness belongs to none`,
          'a place that takes plain messages, or a target of people.yaml',
        );
    }
  }
  for (const key of ['customerShare', 'countBy'] as const)
    for (const [m, fact] of list(playbook.metrics[key] ?? []).entries())
      yield* known(['metrics', key, ...(key === 'countBy' ? [m] : [])], fact, 'fact', Object.keys(playbook.facts));
  const share = own(playbook.facts, playbook.metrics.customerShare);
  if (share !== undefined && share.type !== 'number')
    yield wrong(
      ['metrics', 'customerShare'],
      `${playbook.metrics.customerShare} is no number`,
      'a fact of type: number',
    );
}
