import { deadlinesOf } from '#core/incident/deadlines';
import type { Deadline } from '#core/incident/deadlines/deadline';
import { pagedNow } from '#core/incident/each';
import { meantBy } from '#core/incident/meant-by';
import { waitedFor } from '#core/incident/rules/act';
import type { DueRule } from '#core/incident/rules/due';
import { type Incident, questionOf, verifyingOf } from '#core/incident/state';
import { firstHeld, formsOf } from '#core/incident/work';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { list, rulesOf } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { runInWords } from './playbook/rule-words.ts';
import { type Known, listed, nameOf, short, titleOf } from './talk.ts';

/** Something that will happen by itself, and whom it concerns. */
export interface Upcoming {
  due: string;
  /** Names of the people whom it pages or reminds. */
  people: string[];
  /** What happens, as it follows their names or stands alone. */
  words: string;
  /** What happens beside it. */
  also?: string[];
  /** Why, with the place of the rule. */
  rule: string;
}

/** Something that will happen by itself, before anything is said of it. */
export interface Planned {
  /** Milliseconds. */
  at: number;
  pages: boolean;
  by: Deadline | { verification: string };
}

/** What was planned by an incident's state and its playbook alone: as long as neither is another, it is not planned anew. */
const known = new WeakMap<Incident, { pack: Pack; planned: readonly Planned[] }>();

/** All that comes next for an incident by the playbook, the earliest first. */
export function plannedOf(i: Incident, pack: Pack): readonly Planned[] {
  const before = known.get(i);
  if (before?.pack === pack) return before.planned;
  const planned = deadlinesOf(i, pack).map(
    (by): Planned => ({ at: Date.parse(by.due), pages: by.does === 'act' && pagedBy(by.by.rule).length > 0, by }),
  );
  const verifying = verifyingOf(i);
  if (verifying !== undefined && i.phase === 'resolve' && !verifying.exhausted && !verifying.held)
    planned.push({ at: Date.parse(verifying.until), pages: false, by: { verification: verifying.until } });
  planned.sort((a, b) => a.at - b.at);
  known.set(i, { pack, planned });
  return planned;
}

/** What comes next as people read it: whom it means now, what it does, and why. */
export function worded(i: Incident, known: Known, { by }: Planned): Upcoming {
  if ('does' in by) return shownOf(i, known, by);
  return {
    due: by.verification,
    people: [],
    words: 'The next check of the verification',
    rule: placed(known, 'measured until the criteria hold', 'verification'),
  };
}

const placed = ({ pack }: Known, words: string, path: string): string => {
  const place = own(pack.places, path);
  return place === undefined ? words : `${words} (${place})`;
};

const meant = (i: Incident, known: Known, words: readonly string[]): string[] => [
  ...new Set(words.flatMap((word) => meantBy(i, known, word)).map((id) => nameOf(known, id))),
];

const are = (people: readonly string[]): string => (people.length === 1 ? 'is' : 'are');

function shownOf(i: Incident, known: Known, d: Deadline): Upcoming {
  const { due } = d;
  const { playbook } = known.pack;
  switch (d.does) {
    case 'act':
      return ofRule(i, known, d.by);
    case 'miss':
      return {
        due,
        people: [],
        words: `Deadline: ${short(d.what)}`,
        rule: placed(known, 'Target', d.path),
      };
    case 'remind': {
      const audience = playbook.updates.find((a) => a.id === d.audience)?.title ?? d.audience;
      const writer = list(playbook.updates.find((a) => a.id === d.audience)?.writer ?? []).find(
        (role) => own(i.roles, role) !== undefined,
      );
      const people = writer === undefined ? [] : meant(i, known, [writer]);
      const what = d.what === 'first' ? 'first update' : 'update';
      const words =
        people.length === 0
          ? `The ${what} to ${audience} is due`
          : `${are(people)} reminded of the ${what} to ${audience}`;
      const every = d.every === undefined ? 'Due' : `Every ${oftenOf(d.every)}`;
      return { due, people, words, rule: placed(known, every, d.path) };
    }
    case 'ask-again': {
      const question = questionOf(i);
      const people = question === undefined ? [] : meant(i, known, [question.ask]);
      return {
        due,
        people,
        words: `${people.length === 0 ? 'The open question is' : are(people)} asked again`,
        rule: short(question?.text ?? '', 120),
      };
    }
    case 'ask-facts': {
      const form = formsOf(i, playbook).find(({ ask }) => ask.form === d.form);
      const people = form === undefined ? [] : (firstHeld(i, known, form.ask.ask)?.people ?? []);
      const facts = (form?.missing ?? []).map((name) => own(playbook.facts, name)?.title ?? name).join(', ');
      const names = people.map((id) => nameOf(known, id));
      return {
        due,
        people: names,
        words: `${names.length === 0 ? 'Facts are' : are(names)} asked for again: ${short(facts, 120)}`,
        rule: form === undefined ? '' : placed(known, `Rule ${form.rule.id}`, form.rule.path),
      };
    }
    case 'ask-approval': {
      const rule = rulesOf(playbook).find(({ id }) => id === d.rule);
      const people = firstHeld(i, known, rule?.approve ?? [])?.people ?? [];
      const names = people.map((id) => nameOf(known, id));
      return {
        due,
        people: names,
        words: `${names.length === 0 ? 'An approval is' : are(names)} asked for again: rule ${d.rule}`,
        rule: placed(known, `Rule ${d.rule}`, d.path),
      };
    }
    case 'lapse': {
      const by = i.acknowledged?.by;
      return {
        due,
        people: [],
        words: `The acknowledgement${by === undefined ? '' : ` of ${nameOf(known, by)}`} lapses without progress`,
        rule: placed(known, 'Acknowledgement', d.path),
      };
    }
    case 'retry-run':
      return { due, people: [], words: 'The next run starts', rule: 'the last one died' };
    case 'stop-flapping':
      return {
        due,
        people: [],
        words: 'The alarm counts as steady if it does not change before',
        rule: 'it flaps',
      };
    case 'end-window':
      return {
        due,
        people: [],
        words: 'The planned work is to end: alarms that still fire are rated, else it is verified',
        rule: 'planned work',
      };
    case 'close':
      return {
        due,
        people: [],
        words: 'The observation window ends: it is closed',
        rule: placed(known, 'Observation window', 'watch'),
      };
  }
}

/** What a rule will do, with the people whom it means now; one that pages nobody on call reaches the last resort. */
function ofRule(i: Incident, known: Known, by: DueRule): Upcoming {
  const { due, rule: said } = by;
  const { playbook } = known.pack;
  const rule = placed(known, `Rule ${said.id}: ${waitedFor(by, i.severity)}`, said.path);
  const page = pagedBy(said);
  const paged = pagedNow(i, known, said).map((id) => nameOf(known, id));
  const tell = said.do.flatMap((action) => ('tell' in action ? list(action.tell) : []));
  const level = playbook.levels.find((l) => tell.includes(l.notice));
  const places = tell.filter((word) => own(playbook.places, word) !== undefined);
  const others = level === undefined ? places : [`level ${level.level} (${short(level.title, 60)})`];
  const told = [...meant(i, known, tell), ...others];
  const also = [
    ...(told.length === 0 ? [] : [`${listed(told)} ${are(told)} told`]),
    ...said.do.flatMap((action) => ('raise' in action ? [`the severity is raised to ${action.raise}`] : [])),
    ...said.do.flatMap((action) => ('run' in action ? [lower(runInWords(action.run, known).replace(/\.$/, ''))] : [])),
  ];
  if (paged.length > 0) return { due, people: paged, words: `${are(paged)} paged`, also, rule };
  if (page.length > 0 && meant(i, known, page).length === 0) {
    const nobody = `Nobody is on call for ${listed(page.map((w) => titleOf(known, w)))}: the last resort is paged`;
    return { due, people: [], words: nobody, also, rule };
  }
  const [first = 'A rule acts', ...rest] = also;
  return { due, people: [], words: capital(first), also: rest, rule };
}

const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** How often, of so many seconds of real time: at a high speed of the demonstration that is a few of them. */
export function oftenOf(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds >= 120 || seconds === 60 ? `${Math.round(seconds / 60)} min` : `${Math.max(1, Math.round(seconds))} s`;
}
