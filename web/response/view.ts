import { shownTime } from '#core/calendar';
import { broughtRoles, declinedKey, unacknowledged, without } from '#core/incident/acknowledgement';
import { lacks } from '#core/incident/each';
import { nextPage } from '#core/incident/handing-on';
import { approvalsFor, mayDecide, mayDo } from '#core/incident/may';
import { meantBy } from '#core/incident/meant-by';
import { waitedFor } from '#core/incident/rules/act';
import { type Measured, type Open, questionOf } from '#core/incident/state';
import { ROOM_OPENED } from '#core/incident/war-room';
import { tasksOf } from '#core/incident/work';
import type { Entry } from '#core/message/entry';
import { cut, oneLine } from '#core/message/plain-text';
import { own } from '#core/own';
import { derivedTitle } from '#core/playbook/who';
import { factsOf } from './facts.ts';
import { lastChange } from './last-change.ts';
import { namesOf } from './names.ts';
import { pagedIn } from './paged.ts';
import { firstOf } from './space.ts';
import type { Given, Next, ResponseView, Shown, Standing } from './types.ts';

/** What one person sees of an incident. */
export function viewFor(given: Given): ResponseView {
  const { incident: i, pack, people, now, person, version } = given;
  const { playbook } = pack;
  const at = (iso: string): Shown => ({ iso, text: shownTime(playbook.zone, new Date(iso), now) });
  const { most } = given.space;
  const named = new Map<string, string>();
  const name = (id: string): string => {
    const known = named.get(id) ?? short(given, own(people.people, id)?.name ?? id, 60);
    named.set(id, known);
    return known;
  };
  const rung = playbook.severities.find((s) => s.id === i.severity);
  const began = i.reopenedAt ?? i.openedAt;
  const read = i.lastMeasured.length > 0 ? i.lastMeasured : i.snapshot;
  // what was read before anything was changed, for what it says in words
  const readings = [...read, ...i.evidence.filter(({ text }) => text !== undefined)];
  const question = questionOf(i);
  const asked = question === undefined ? [] : meantBy(i, given, question.ask);
  return {
    id: i.id,
    version,
    you: name(person),
    now: at(now.toISOString()),
    stamp: now.toISOString().slice(11, 19),
    zone: playbook.zone,
    severity: {
      id: i.severity,
      name: short(given, rung?.names.at(-1) ?? '', 40),
      because: short(given, i.severityBecause, 300),
    },
    title: short(given, i.title, 200),
    since: at(began),
    minutes: ago(Math.max(0, now.getTime() - Date.parse(began))),
    standing: standingOf(given, at, name),
    why: given.called && {
      ...given.called,
      why: short(given, given.called.why.replace(/^no ack for/, 'nobody has acknowledged for'), 300),
      because: short(given, given.called.because, 300),
      title: titleOf(given, given.called.target),
    },
    brings: broughtRoles(i, pack.playbook, people, person).map(({ title }) => short(given, title, 60)),
    next: nextOf(given, at, name),
    handedTo: handedToOf(given, at, name),
    paged: pagedIn(given, at, name),
    last: lastChange(given.lines, at, given.space.longest),
    readings: firstOf(
      readings.map((reading) => readingOf(given, reading)),
      most,
    ),
    readAt: readings.length === 0 ? undefined : measuredAt(given.entries, at),
    question:
      approvalOf(given, person, most) ??
      (question && {
        id: question.id,
        text: short(given, question.text, 400),
        options: firstOf(
          question.options.map((o) => ({ id: o.id, title: short(given, o.title, 120) })),
          // however full the page is, who may answer finds as many answers as a question usually has
          mayDecide(i, given, person) ? Math.max(most, ANSWERS) : most,
        ),
        mine: mayDecide(i, given, person),
        waitsFor: asked.length === 0 ? titleOf(given, question.ask) : namesOf(asked.map(name)),
      }),
    checklist: checklistOf(given, person),
    facts: factsOf(given, at),
    escalate: whomOf(given, name),
    bridge: bridgeOf(given),
    flash: given.flash,
  };
}

/** What waits for this person's approval, unless a question does: it is asked as one. */
function approvalOf(given: Given, person: string, most: number): ResponseView['question'] {
  if (mayDecide(given.incident, given, person)) return undefined;
  const [waiting] = approvalsFor(given.incident, given, person);
  if (waiting === undefined) return undefined;
  return {
    id: waiting.id,
    // it is approved as it reads: whole, and where the page has no room for it, at the board
    text: cut(
      `Rule ${waiting.rule} waits for your approval. ${oneLine(waiting.text)}`,
      Math.max(given.space.longest, 2_000),
    ),
    options: firstOf(
      [
        { id: 'approve', title: 'Approve: it is sent as it stands here' },
        { id: 'refuse', title: 'Refuse' },
      ],
      Math.max(most, 2),
    ),
    mine: true,
    waitsFor: 'you',
  };
}

/** A text on one line, of so many characters at most, and of no more than the page has room for. */
const short = ({ space }: Given, text: string, longest: number): string =>
  cut(oneLine(text), Math.min(longest, space.longest));

/** Answers to a question that its decider always finds on the page. */
const ANSWERS = 8;
type At = (iso: string) => Shown;
type Name = (id: string) => string;

function titleOf(given: Given, word: string): string {
  const { pack, people } = given;
  const role = pack.playbook.roles.find((r) => r.id === word)?.title;
  return short(
    given,
    own(people.targets, word)?.title ??
      role ??
      own(people.people, word)?.name ??
      derivedTitle(pack.playbook, word) ??
      word,
    80,
  );
}

function standingOf(given: Given, at: At, name: Name): Standing {
  const { incident: i, person, pack } = given;
  switch (i.life) {
    case 'open': {
      const { acknowledged } = i;
      const declined = i.done[declinedKey(person)];
      if (acknowledged === undefined)
        return { is: 'open', ...(declined === undefined ? {} : { declined: at(declined) }) };
      if (lacks(i, person)) return { is: 'open', besides: name(acknowledged.by) };
      if (acknowledged.by !== person)
        return { is: 'theirs', at: at(acknowledged.at), by: acknowledged.by, name: name(acknowledged.by) };
      const roles = pack.playbook.roles
        .filter((r) => own(i.roles, r.id) === person)
        .map((r) => short(given, r.title, 60));
      return { is: 'mine', at: at(acknowledged.at), roles };
    }
    case 'ended':
      return {
        is: 'over',
        word: `Ended as ${i.endedAs.replace('-', ' ')}`,
        at: at(i.endedAt),
        because: short(given, i.status, 100),
      };
    case 'resolved':
    case 'closed':
    case 'reviewed':
      return { is: 'over', word: 'Resolved', at: at(i.resolvedAt), because: short(given, i.status, 100) };
  }
}

function nextOf(given: Given, at: At, name: Name): Next | undefined {
  const { incident: i } = given;
  if (i.life !== 'open') return undefined;
  const next = nextPage(i, given, []);
  return next && nextIn(next, i.severity, at, name);
}

const nextIn = (
  { rule, people }: NonNullable<ReturnType<typeof nextPage>>,
  severity: string,
  at: At,
  name: Name,
): Next => ({
  names: people.map(name),
  due: at(rule.due),
  rule: `rule ${rule.rule.id}: ${waitedFor(rule, severity)}`,
});

function handedToOf(given: Given, at: At, name: Name): Next {
  const { incident, person, pack, people, now, catchAll } = given;
  if (incident.life !== 'open') return { names: [] };
  const i: Open = unacknowledged(incident, now.toISOString());
  const not = without(i, person);
  const next = nextPage(i, given, not);
  if (next !== undefined) return nextIn(next, i.severity, at, name);
  return {
    names: meantBy({ ...i, roles: {} }, { pack, people, now }, catchAll)
      .filter((p) => !not.includes(p))
      .map(name),
  };
}

/** A value with its unit, the words of a check that has none, and never a number for what is not known. */
const readingOf = (given: Given, r: Measured): ResponseView['readings']['shown'][number] => ({
  title: short(given, r.title, 80),
  known: r.value !== null || r.text !== undefined,
  text: r.text === undefined ? undefined : cut(r.text, given.space.longest * 3),
  value:
    r.value === null && r.text !== undefined
      ? short(given, r.because, 160)
      : r.value === null
        ? `Not known: ${short(given, r.because, 160)}`
        : r.unit === undefined
          ? short(given, r.because, 160)
          : `${Math.round(r.value * 100) / 100} ${r.unit}`,
});

function measuredAt(entries: readonly Entry[], at: At): Shown | undefined {
  const last = entries.findLast((e) => 'type' in e && (e.type === 'Measured' || e.type === 'SnapshotTaken'));
  return last && at(last.at);
}

/** What is still to be done comes first where not all of it has room. */
function checklistOf(given: Given, person: string): ResponseView['checklist'] {
  const { incident: i, pack, space } = given;
  const all = tasksOf(i, pack.playbook)
    .filter(({ task }) => mayDo(i, given, person, task.task))
    .map(({ task, by, text }) => ({
      id: task.item,
      text: short(given, task.text, 200),
      done: by !== undefined,
      // a part of it would be used as if it were all of it
      prepared:
        text === undefined || text.length <= 3 * space.longest
          ? text
          : 'Its text is on the board: there is no room for it here.',
    }));
  const most = 2 * space.most;
  const order = all.length <= most + 1 ? all : [...all.filter(({ done }) => !done), ...all.filter(({ done }) => done)];
  return { ...firstOf(order, most), done: all.filter(({ done }) => done).length, all: all.length };
}

/** Levels first, then everybody whom the playbook has a word for; each with the names that it means now. */
function whomOf(given: Given, name: Name): ResponseView['escalate'] {
  const { incident: i, pack, people } = given;
  if (i.life !== 'open') return { shown: [], more: 0 };
  const names = (targets: readonly string[]): string =>
    namesOf([...new Set(targets.flatMap((target) => meantBy(i, given, target)))].map(name)) || 'nobody now';
  const all = [
    ...pack.playbook.levels.map((l) => ({
      value: `level:${l.level}`,
      words: `Level ${l.level}, ${l.title}`,
      targets: l.contacts,
    })),
    ...Object.entries(people.targets).map(([id, { title }]) => ({ value: id, words: title, targets: [id] })),
  ];
  const { shown, more } = firstOf(all, 2 * given.space.most);
  return {
    // who is meant is asked for those that are shown alone: there may be hundreds
    shown: shown.map(({ value, words, targets }) => ({
      value,
      label: short(given, `${cut(oneLine(words), 60)}: ${names(targets)}`, 100),
    })),
    more,
  };
}

function bridgeOf({ incident: i, pack }: Given): string | undefined {
  const { room } = pack.playbook;
  if (room === undefined || i.life !== 'open' || i.done[ROOM_OPENED] === undefined) return undefined;
  const { bridge } = room;
  return bridge === undefined ? undefined : cut(bridge.replaceAll('{ID}', i.id), 300);
}

/** `7 minutes ago`, `2 h 5 min ago`. */
function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h ago`;
}
