import { own } from '#core/own';
import { parseSpan } from '#core/time/span';
import { isMoment, type When } from '#core/time/when';
import type { Condition } from './condition.ts';
import { type Action, type Checklist, type Entry, Event, LATE, type Ladder, type Matrix, type Rule } from './rule.ts';

/** A value for each severity that has the rule. */
export type BySeverity<T> = T | Readonly<Record<string, T>>;

type Of<K extends string> = Extract<Action, Record<K, unknown>>;
/** A task, by the name under which it is ticked. */
export type Task = Of<'task'> & { item: string };
/** A form for facts, by a name of its own. */
export type Ask = Of<'ask'> & { form: string };
/** An action as the engine carries it out. */
export type Act = Exclude<Action, Of<'task'> | Of<'ask'>> | Task | Ask;

/** A rule as the engine runs it, with its defaults filled in. */
export interface Expanded {
  id: string;
  /** Where it stands in the playbook: `escalation.3`. */
  path: string;
  if?: Condition | undefined;
  /** The events at which it acts; absent where it acts by a clock. */
  on?: readonly Event[] | undefined;
  /** So long before the start of planned work, and at no other time. */
  before?: BySeverity<string> | undefined;
  /** What its clock counts from: an event, `progress`, `unacknowledged`, or another rule. */
  since: string;
  /** A span, or the name of a moment. */
  after: BySeverity<When>;
  every?: BySeverity<When> | undefined;
  /** Calendars outside of which it waits for the next opening. */
  during?: BySeverity<string> | undefined;
  unless?: 'acknowledged' | 'resolved' | Condition | undefined;
  /** Who must approve before it acts. */
  approve?: string | readonly string[] | undefined;
  do: readonly Act[];
  /** It goes on when the incident is over, because it counts from its end. */
  late: boolean;
}

/** The chapters of a playbook: headings over lists of rules, which decide nothing. Those that wake people act first. */
export const CHAPTERS = ['escalation', 'communication', 'assessment', 'mitigation', 'closure', 'review'] as const;
type Chapters = Readonly<Record<(typeof CHAPTERS)[number], readonly Entry[]>> & {
  digests?: Readonly<Record<string, unknown>>;
};

interface Rules {
  all: readonly Expanded[];
  timed: readonly Expanded[];
  /** Those that act before the start of planned work. */
  before: readonly Expanded[];
  /** Those that act at an event, by the event. */
  on: ReadonlyMap<string, readonly Expanded[]>;
  /** What clocks count from: events, `progress`, `unacknowledged`, rules. */
  since: ReadonlySet<string>;
  /** Rules by which others go. */
  named: ReadonlySet<string>;
  /** What rules give people to do. */
  work: readonly Work[];
}

/** A task or a form, with the rule that gives it. */
export interface Work {
  rule: Expanded;
  act: Task | Ask;
}

/** By playbook, with the chapters that were read: one whose chapters have been replaced is read anew. */
const known = new WeakMap<object, { chapters: readonly (readonly Entry[])[]; rules: Rules }>();

/** The rules of a playbook. Once for each playbook that was read. */
function readRules(playbook: Chapters): Rules {
  const before = known.get(playbook);
  if (before !== undefined && isAsRead(playbook, before.chapters)) return before.rules;
  const chapters = CHAPTERS.map((chapter) => playbook[chapter]);
  const all = late(
    CHAPTERS.flatMap((chapter) =>
      playbook[chapter].flatMap((entry, n) => expand(entry, `${chapter}.${n}`, playbook.digests ?? {})),
    ),
  );
  const on = new Map<string, Expanded[]>();
  for (const rule of all) for (const event of rule.on ?? []) on.set(event, [...(on.get(event) ?? []), rule]);
  const rules = {
    all,
    timed: all.filter((rule) => rule.on === undefined && rule.before === undefined),
    before: all.filter((rule) => rule.before !== undefined),
    on,
    work: all.flatMap((rule) => rule.do.flatMap((act) => ('task' in act || 'ask' in act ? [{ rule, act }] : []))),
    since: new Set(all.map(({ since }) => since)),
    named: new Set(
      all.flatMap(({ since, if: condition, unless }) => [
        ...(isClock(since) ? [] : [since]),
        ...doneIn(condition),
        ...(typeof unless === 'object' ? doneIn(unless) : []),
      ]),
    ),
  };
  known.set(playbook, { chapters, rules });
  return rules;
}

function isAsRead(playbook: Chapters, chapters: readonly (readonly Entry[])[]): boolean {
  for (const [n, chapter] of CHAPTERS.entries()) if (playbook[chapter] !== chapters[n]) return false;
  return true;
}

const CLOCKS: ReadonlySet<string> = new Set([...Event.options, 'progress', 'unacknowledged']);
/** Whether `since` means an event or a clock of the engine; where a rule has the same name, it is not the rule. */
export const isClock = (since: string): boolean => CLOCKS.has(since);

/** The rules whose acting a condition asks for. */
const doneIn = (c: Condition | undefined): readonly string[] =>
  c === undefined ? [] : [...list(c.done ?? []), ...(c.any ?? []).flatMap(doneIn), ...doneIn(c.not)];

/** All rules of a playbook in their order, shorthand written out. */
export const rulesOf = (playbook: Chapters): readonly Expanded[] => readRules(playbook).all;
/** The rules that act by a clock. */
export const timedRules = (playbook: Chapters): readonly Expanded[] => readRules(playbook).timed;
/** The rules that act before the start of planned work. */
export const rulesBefore = (playbook: Chapters): readonly Expanded[] => readRules(playbook).before;
/** The rules that act at an event. */
export const rulesOn = (playbook: Chapters, event: Event): readonly Expanded[] =>
  readRules(playbook).on.get(event) ?? [];
/** The tasks and forms that rules give. */
export const workOf = (playbook: Chapters): readonly Work[] => readRules(playbook).work;
/** Whether another rule goes by it: counts from it, or asks whether it has acted. */
export const isNamed = (playbook: Chapters, rule: string): boolean => readRules(playbook).named.has(rule);
/** Whether some clock counts from it. */
export const isCountedFrom = (playbook: Chapters, what: string): boolean => readRules(playbook).since.has(what);

/** The value that a severity has; undefined where it has none. */
export const valueFor = <T extends string>(by: BySeverity<T> | undefined, severity: string): T | undefined =>
  by === undefined || typeof by === 'string' ? by : own(by, severity);

const times = (by: BySeverity<When>, n: number): BySeverity<When> => {
  const many = (span: When): When => {
    const { seconds, calendar } = parseSpan(span);
    return `${seconds * n}s${calendar === undefined ? '' : ` ${calendar}`}`;
  };
  return typeof by === 'string'
    ? many(by)
    : Object.fromEntries(Object.entries(by).map(([severity, span]) => [severity, many(span)]));
};

/** The same for two ways to write one time: `90s` and `1m` and a half are not, `60m` and `1h` are. */
export function sameTime(when: When): string {
  if (isMoment(when)) return when;
  const { seconds, calendar } = parseSpan(when);
  return `${seconds} ${calendar ?? ''}`.trim();
}

/** A rule that waits for an acknowledgement counts from when nobody had given one, every other from the opening (rule G8). */
const sinceOf = ({ since, unless }: Pick<Rule, 'since' | 'unless'>): string =>
  since ??
  (unless === 'acknowledged' || (typeof unless === 'object' && unless.acknowledged !== undefined)
    ? 'unacknowledged'
    : 'opened');

/** One or a list of them, as a list. */
export const list = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);

function expand(entry: Entry, path: string, digests: Readonly<Record<string, unknown>>): Expanded[] {
  if ('matrix' in entry) return ofMatrix(entry, path, digests);
  if ('checklist' in entry) return [ofChecklist(entry, path)];
  if (!('ladder' in entry)) {
    const { id, if: condition, on, at, after = at ?? '0m', every, during, unless, approve, before } = entry;
    return [
      {
        id,
        path,
        if: condition,
        on: on === undefined ? undefined : list(on),
        since: sinceOf(entry),
        after,
        every,
        during,
        unless,
        ...(approve === undefined ? {} : { approve }),
        ...(before === undefined ? {} : { before }),
        do: actsOf(id, list(entry.do)),
        late: false,
      },
    ];
  }
  const { ladder, if: condition, after, unless, repeat } = entry;
  const steps = Array.from({ length: repeat + 1 }, () => stepsOf(entry)).flat();
  return steps.map((step, n) => ({
    id: `${ladder}.${n + 1}`,
    path,
    if: condition,
    since: sinceOf(entry),
    after: times(after, n),
    unless,
    do: [step],
    late: false,
  }));
}

const by = (via: Of<'page'>['via']): Pick<Of<'page'>, 'via'> => (via === undefined ? {} : { via });

/** Whom each step of a ladder pages, by the channels of the step, else by those of the ladder. */
export const stepsOf = ({ page, via }: Pick<Ladder, 'page' | 'via'>): Of<'page'>[] =>
  page.map((step) =>
    typeof step === 'string' || Array.isArray(step) ? { page: step, ...by(via) } : { ...by(via), ...step },
  );

/** Tasks and forms go by their rule's name; where it gives several, each has its number. */
function actsOf(rule: string, actions: readonly Action[]): Act[] {
  const name = (verb: 'task' | 'ask', n: number): string => {
    const all = actions.filter((action) => verb in action);
    return all.length === 1 ? rule : `${rule}.${actions.slice(0, n + 1).filter((action) => verb in action).length}`;
  };
  return actions.map((action, n) => {
    if ('task' in action) return { ...action, item: name('task', n) };
    return 'ask' in action ? { ...action, form: name('ask', n) } : action;
  });
}

/** A checklist is one rule that gives its tasks together: they are told in one message, and are one act. */
const ofChecklist = (entry: Checklist, path: string): Expanded => {
  const { checklist, if: condition, on, at, after = at ?? '0m', unless, who, blocks, items } = entry;
  return {
    id: checklist,
    path,
    if: condition,
    on: on === undefined ? undefined : list(on),
    since: sinceOf(entry),
    after,
    unless,
    do: Object.entries(items).map(([item, { text, within, optional }]) => ({
      task: who,
      item: `${checklist}.${item}`,
      text,
      within,
      ...(optional ? {} : { blocks }),
    })),
    late: false,
  };
};

/** The rules of a matrix: a row's durations are one, each cell with a moment or a digest is one of its own. */
function ofMatrix(
  { matrix, if: condition, during, unless, columns, page = {}, via, tell = {}, template }: Matrix,
  path: string,
  digests: Readonly<Record<string, unknown>>,
): Expanded[] {
  const shared = { path, if: condition, since: sinceOf({ since: undefined, unless }), during, unless, late: false };
  const ofRow = (who: string, cells: readonly When[], action: Act): Expanded[] => {
    const named = cells.flatMap((cell, n) => (cell === 'never' ? [] : [[columns[n] ?? '', cell] as const]));
    const spans = named.filter(([, cell]) => !isMoment(cell));
    const moments = named.filter(([, cell]) => isMoment(cell));
    const rule = (id: string, all: readonly (readonly [string, When])[]): Expanded => ({
      ...shared,
      id,
      after: Object.fromEntries(all),
      do: [action],
    });
    return [
      ...(spans.length === 0 ? [] : [rule(`${matrix}.${who}`, spans)]),
      ...moments.map(([severity, name]) => {
        const id = `${matrix}.${who}.${severity}`;
        if (!Object.hasOwn(digests, name)) return rule(id, [[severity, name]]);
        // nothing is waited for: the digest has its own time
        return { ...rule(id, [[severity, '0m']]), do: [{ digest: name, to: who }] };
      }),
    ];
  };
  const words = template === undefined ? {} : { template };
  return [
    ...Object.entries(page).flatMap(([who, cells]) => ofRow(who, cells, { page: who, ...by(via) })),
    ...Object.entries(tell).flatMap(([who, cells]) => ofRow(who, cells, { tell: who, ...words })),
  ];
}

/** Which rules go on after the end: those that count from it, and those that count from these. */
function late(rules: Expanded[]): Expanded[] {
  const found = new Set<string>(LATE);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { id, since } of rules) if (found.has(since)) found.add(id);
  }
  return rules.map((rule) => ({ ...rule, late: found.has(rule.id) }));
}
