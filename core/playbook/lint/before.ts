import type { Condition } from '#core/rules/condition';
import { CHAPTERS, isClock, list, rulesBefore } from '#core/rules/expand';
import type { Rule } from '#core/rules/rule';
import { own } from '../../own.ts';
import type { Path } from '../source.ts';
import { carrierOf } from '../vocabulary.ts';
import { type Finding, knownKeys, type Linted, wrong } from './finding.ts';

const CLOCK = ['on', 'after', 'at', 'since', 'every', 'during', 'unless', 'approve'] as const;
/** What nobody knows of work that has not begun. */
const UNKNOWN = ['status', 'acknowledged', 'told', 'done', 'ticked', 'openFor'] as const;

/** A rule that acts before planned work begins has no other time, asks only what is known then, and tells where a message is a message. */
export function* before(it: Linted): Iterable<Finding> {
  const { playbook } = it;
  for (const chapter of CHAPTERS)
    for (const [n, entry] of playbook[chapter].entries()) {
      if (!('do' in entry) || entry.before === undefined) continue;
      const at: Path = [chapter, n];
      if (typeof entry.before === 'object') {
        const severities = playbook.severities.map(({ id }) => id);
        yield* knownKeys([...at, 'before'], Object.keys(entry.before), 'severity', severities);
      }
      for (const field of CLOCK)
        if (entry[field] !== undefined)
          yield wrong(
            [...at, field],
            `${field} beside before: the rule acts before planned work begins, and at no other time`,
            `no ${field}, or another rule for it`,
          );
      yield* unknownThen([...at, 'if'], entry.if);
      yield* tells(at, entry, it);
    }
  const never = new Set(rulesBefore(playbook).map(({ id }) => id));
  for (const chapter of CHAPTERS)
    for (const [n, entry] of playbook[chapter].entries())
      if ('since' in entry && entry.since !== undefined && !isClock(entry.since) && never.has(entry.since))
        yield wrong(
          [chapter, n, 'since'],
          `${entry.since} acts before planned work begins: in an incident nothing counts from it`,
          'an event or another rule',
        );
}

function* unknownThen(path: Path, c: Condition | undefined): Iterable<Finding> {
  if (c === undefined) return;
  for (const word of UNKNOWN)
    if (c[word] !== undefined)
      yield wrong(
        [...path, word],
        `${word} is not known before planned work begins`,
        'severity, service, fact or known',
      );
  for (const [n, one] of (c.any ?? []).entries()) yield* unknownThen([...path, 'any', n], one);
  yield* unknownThen([...path, 'not'], c.not);
}

function* tells(at: Path, entry: Rule, { playbook, vocabulary }: Linted): Iterable<Finding> {
  for (const [m, action] of list(entry.do).entries()) {
    const where = Array.isArray(entry.do) ? [...at, 'do', m] : [...at, 'do'];
    if (!('tell' in action)) {
      yield wrong(where, 'before planned work begins there is only something to tell', 'tell');
      continue;
    }
    for (const [k, word] of list(action.tell).entries()) {
      const place = own(playbook.places, word);
      const channel = carrierOf(vocabulary, place)?.channel;
      if (place?.tool === 'room' || channel?.capabilities.lifecycle === true)
        yield wrong(
          [...where, 'tell', ...(Array.isArray(action.tell) ? [k] : [])],
          `${word} is a place of incidents, and planned work is none before it begins`,
          'a place that takes plain messages, a target of people.yaml or a role',
        );
    }
  }
}
