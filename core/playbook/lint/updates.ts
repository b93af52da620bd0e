import { cadenceOf } from '#core/incident/deadlines/updates';
import { own } from '#core/own';
import { list } from '#core/rules/expand';
import type { Update } from '../communication.ts';
import type { Path } from '../source.ts';
import { seconds } from '../words.ts';
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
    yield* due(at, update, it);
    yield* dead(at, update, it);
    if (update.first !== undefined && seconds(update.first.within) <= seconds(update.first.from))
      yield wrong(
        [...at, 'first', 'within'],
        `missed at ${update.first.within}, and asked for at ${update.first.from}`,
        `more than ${update.first.from}: both count from the opening`,
      );
    const calendars = during === undefined ? [] : typeof during === 'string' ? [during] : Object.values(during);
    yield* known([...at, 'during'], calendars, 'calendar', Object.keys(playbook.calendars));
    if (typeof during === 'object') yield* knownKeys([...at, 'during'], Object.keys(during), 'severity', severities);
    if (list(update.to).some((place) => playbook.places[place] === undefined)) continue;
    if (during !== undefined && every === undefined)
      yield wrong([...at, 'during'], 'a calendar for a cadence that there is none of', 'every, or no during');
  }
}

/** Of a time by severity or status there is one for some severity of the update. */
function* due(at: Path, update: Update, { playbook }: Linted): Iterable<Finding> {
  const { every } = update;
  if (typeof every !== 'object') return;
  const severities = playbook.severities.map(({ id }) => id);
  const words = [...severities, ...statusWords(playbook)];
  // a word that there is not, or a severity with several times, is a finding of its own
  if (Object.keys(every).some((key) => !words.includes(key))) return;
  if (severities.some((id) => typeof own(every, id) === 'object')) return;
  const asked = update.if?.severity;
  const mine = severities.filter((id) => asked === undefined || list(asked).includes(id));
  const isOwed = mine.some((id) => statusWords(playbook).some((word) => cadenceOf(update, id, word) !== undefined));
  if (mine.length > 0 && !isOwed)
    yield wrong(
      [...at, 'every'],
      `no time for ${mine.join(', ')}: it is never asked for again`,
      'a time for one of them',
    );
}

/** Of a severity with a time of its own no status has another: its own is looked up first. */
function* dead(at: Path, { every, if: condition }: Update, { playbook }: Linted): Iterable<Finding> {
  if (typeof every !== 'object') return;
  const severities = playbook.severities.map(({ id }) => id);
  const set = severities.filter((id) => typeof own(every, id) === 'string');
  const asked = condition?.severity === undefined ? severities : list(condition.severity);
  const hint = 'times by severity, or by status with severities below';
  for (const [status, inner] of Object.entries(every)) {
    if (severities.includes(status)) continue;
    const path = [...at, 'every', status];
    if (typeof inner === 'object') {
      for (const id of Object.keys(inner).filter((one) => set.includes(one)))
        yield wrong([...path, id], `${status}.${id} is never looked at: ${id} has a time in every status`, hint);
    } else if (asked.length > 0 && asked.every((id) => set.includes(id)))
      yield wrong(path, `${status} is never looked at: ${asked.join(', ')} has a time in every status`, hint);
  }
}
