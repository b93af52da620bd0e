import { shownTime } from '#core/calendar';
import { broughtRoles, declinedKey, unacknowledged, without } from '#core/incident/acknowledgement';
import { nextPage } from '#core/incident/handing-on';
import { mayDecide, mayTick } from '#core/incident/may';
import { meantBy } from '#core/incident/meant-by';
import { type Measured, type Open, questionOf } from '#core/incident/state';
import { inWords } from '#core/incident/time';
import type { Entry } from '#core/message/entry';
import { cut, oneLine } from '#core/message/plain-text';
import { own } from '#core/own';
import { lastChange } from './last-change.ts';
import { pagedIn } from './paged.ts';
import type { Given, Next, ResponseView, Shown, Standing } from './types.ts';

/** Readings, people and whom to escalate to that a page shows: a page has a size to keep to, whatever the playbook. */
const MOST = 12;

/** What one person sees of an incident. */
export function viewFor(given: Given): ResponseView {
  const { incident: i, pack, people, now, person, version } = given;
  const { playbook } = pack;
  const at = (iso: string): Shown => ({ iso, text: shownTime(playbook.zone, new Date(iso), now) });
  const name = (id: string): string => oneLine(own(people.people, id)?.name ?? id);
  const rung = playbook.severities.find((s) => s.id === i.severity);
  const began = i.reopenedAt ?? i.openedAt;
  const readings = i.lastMeasured.length > 0 ? i.lastMeasured : i.snapshot;
  const question = questionOf(i);
  const asked = question === undefined ? [] : meantBy(i, given, question.ask);
  return {
    id: i.id,
    version,
    you: name(person),
    now: at(now.toISOString()),
    stamp: now.toISOString().slice(11, 19),
    zone: playbook.zone,
    severity: { id: i.severity, name: rung?.names.at(-1) ?? '', because: cut(oneLine(i.severityBecause), 300) },
    title: oneLine(i.title),
    since: at(began),
    minutes: ago(Math.max(0, now.getTime() - Date.parse(began))),
    standing: standingOf(given, at, name),
    why: given.called && {
      ...given.called,
      why: given.called.why.replace(/^no ack for/, 'nobody has acknowledged for'),
      title: titleOf(given, given.called.target),
    },
    brings: broughtRoles(i, pack.playbook, people, person).map(({ title }) => oneLine(title)),
    next: nextOf(given, at, name),
    handedTo: handedToOf(given, at, name),
    paged: pagedIn(given, at, name).slice(-MOST),
    last: lastChange(given.lines, at),
    readings: readings.slice(0, MOST).map(readingOf),
    readAt: readings.length === 0 ? undefined : measuredAt(given.entries, at),
    question: question && {
      id: question.id,
      text: oneLine(question.text),
      options: question.options.map((o) => ({ id: o.id, title: oneLine(o.title) })),
      mine: mayDecide(i, given, person),
      waitsFor: asked.length === 0 ? titleOf(given, question.ask) : asked.map(name).join(', '),
    },
    checklist: mayTick(i, given, person) ? checklistOf(given) : [],
    escalate: whomOf(given, name),
    bridge: bridgeOf(given),
    flash: given.flash,
  };
}

type At = (iso: string) => Shown;
type Name = (id: string) => string;

function titleOf({ pack, people }: Given, word: string): string {
  const role = pack.playbook.roles.find((r) => r.id === word)?.title;
  return oneLine(own(people.targets, word)?.title ?? role ?? own(people.people, word)?.name ?? word);
}

function standingOf({ incident: i, person, pack }: Given, at: At, name: Name): Standing {
  switch (i.life) {
    case 'open': {
      const { acknowledged } = i;
      const declined = i.done[declinedKey(person)];
      if (acknowledged === undefined)
        return { is: 'open', ...(declined === undefined ? {} : { declined: at(declined) }) };
      if (acknowledged.by !== person)
        return { is: 'theirs', at: at(acknowledged.at), by: acknowledged.by, name: name(acknowledged.by) };
      const roles = pack.playbook.roles.filter((r) => own(i.roles, r.id) === person).map((r) => r.title);
      return { is: 'mine', at: at(acknowledged.at), roles };
    }
    case 'ended':
      return { is: 'over', word: `Ended as ${i.endedAs.replace('-', ' ')}`, at: at(i.endedAt), because: i.status };
    case 'resolved':
    case 'closed':
    case 'reviewed':
      return { is: 'over', word: 'Resolved', at: at(i.resolvedAt), because: i.status };
  }
}

function nextOf(given: Given, at: At, name: Name): Next | undefined {
  const { incident: i } = given;
  if (i.life !== 'open') return undefined;
  const next = nextPage(i, given, []);
  return next && nextIn(next, at, name);
}

const nextIn = ({ rule, people }: NonNullable<ReturnType<typeof nextPage>>, at: At, name: Name): Next => ({
  names: people.map(name),
  due: at(rule.due),
  rule: `rule ${rule.step.id}: ${inWords(rule.step.after)} ${rule.step.unless === 'acknowledged' ? 'unacknowledged' : 'unresolved'}`,
});

function handedToOf(given: Given, at: At, name: Name): Next {
  const { incident, person, people, now, catchAll } = given;
  if (incident.life !== 'open') return { names: [] };
  const i: Open = unacknowledged(incident, now.toISOString());
  const not = without(i, person);
  const next = nextPage(i, given, not);
  if (next !== undefined) return nextIn(next, at, name);
  return {
    names: meantBy({ ...i, roles: {} }, { people, now }, catchAll)
      .filter((p) => !not.includes(p))
      .map(name),
  };
}

/** A value with its unit, the words of a check that has none, and never a number for what is not known. */
const readingOf = (r: Measured): ResponseView['readings'][number] => ({
  title: oneLine(r.title),
  known: r.value !== null,
  value:
    r.value === null
      ? `Not known: ${oneLine(r.because)}`
      : r.unit === undefined
        ? oneLine(r.because)
        : `${Math.round(r.value * 100) / 100} ${r.unit}`,
});

function measuredAt(entries: readonly Entry[], at: At): Shown | undefined {
  const last = entries.findLast((e) => 'type' in e && (e.type === 'Measured' || e.type === 'SnapshotTaken'));
  return last && at(last.at);
}

function checklistOf({ incident: i, pack }: Given): ResponseView['checklist'] {
  const { assessment, closure } = pack.playbook;
  return (i.life === 'open' ? assessment : closure).checklist.map(({ id, text }) => ({
    id,
    text: oneLine(text),
    done: own(i.checklist, id) !== undefined,
  }));
}

/** Levels first, then everybody whom the playbook has a word for; each with the names that it means now. */
function whomOf(given: Given, name: Name): ResponseView['escalate'] {
  const { incident: i, pack, people } = given;
  if (i.life !== 'open') return [];
  const names = (targets: readonly string[]): string =>
    [...new Set(targets.flatMap((target) => meantBy(i, given, target)))].map(name).join(', ') || 'nobody now';
  const all = [
    ...pack.playbook.escalation.levels.map((l) => ({
      value: `level:${l.level}`,
      label: `Level ${l.level}, ${oneLine(l.title)}: ${names(l.contacts)}`,
    })),
    ...Object.entries(people.targets).map(([id, { title }]) => ({
      value: id,
      label: `${oneLine(title)}: ${names([id])}`,
    })),
  ];
  return all.slice(0, 2 * MOST).map(({ value, label }) => ({ value, label: cut(label, 100) }));
}

function bridgeOf({ incident: i, pack }: Given): string | undefined {
  const { room } = pack.playbook.communication;
  if (room?.severities.includes(i.severity) !== true || i.life !== 'open') return undefined;
  return room.bridge?.replaceAll('{ID}', i.id);
}

/** `7 minutes ago`, `2 h 5 min ago`. */
function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h ago`;
}
