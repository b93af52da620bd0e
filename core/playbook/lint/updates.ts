import { list } from '#core/rules/expand';
import { statusWords } from '../words-of.ts';
import { conditionNames } from './condition.ts';
import { type Finding, known, knownKeys, type Linted, wrong } from './finding.ts';

/** Whom an update goes to, who writes it and how often it is owed: each word means something. */
export function* updates(it: Linted): Iterable<Finding> {
  const { playbook, templates } = it;
  const severities = playbook.severities.map((s) => s.id);
  const roles = playbook.roles.map((r) => r.id);
  for (const [n, update] of playbook.updates.entries()) {
    const at = ['updates', n];
    const { every, during } = update;
    yield* conditionNames([...at, 'if'], update.if, it);
    yield* known([...at, 'to'], update.to, 'place', Object.keys(playbook.places));
    yield* known([...at, 'writer'], update.writer, 'role', roles);
    yield* known([...at, 'template'], update.template, 'template', Object.keys(templates));
    yield* known([...at, 'final', 'template'], update.final?.template, 'template', Object.keys(templates));
    if (typeof every === 'object') {
      yield* knownKeys([...at, 'every'], Object.keys(every), 'severity or status', [
        ...severities,
        ...statusWords(playbook),
      ]);
      for (const [key, inner] of Object.entries(every))
        if (typeof inner === 'object')
          yield* knownKeys([...at, 'every', key], Object.keys(inner), 'severity', severities);
      for (const key of Object.keys(every).filter((one) => severities.includes(one)))
        if (typeof every[key] === 'object')
          yield wrong([...at, 'every', key], `${key} is a severity: it has one time`, 'a time, or a status above it');
    }
    const calendars = during === undefined ? [] : typeof during === 'string' ? [during] : Object.values(during);
    yield* known([...at, 'during'], calendars, 'calendar', Object.keys(playbook.calendars));
    if (typeof during === 'object') yield* knownKeys([...at, 'during'], Object.keys(during), 'severity', severities);
    if (list(update.to).some((place) => playbook.places[place] === undefined)) continue;
    if (during !== undefined && every === undefined)
      yield wrong([...at, 'during'], 'a calendar for a cadence that there is none of', 'every, or no during');
  }
}
