import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import type { Condition } from '#core/rules/condition';
import { type Act, type Expanded, isClock, list, rulesOf, valueFor } from '#core/rules/expand';
import { parseSpan } from '#core/time/span';
import { isMoment, type When } from '#core/time/when';
import { conditionInWords, eachPagedBy, momentInWords, runInWords, viaInWords } from '../board/playbook/rule-words.ts';
import { type Known, spanOf, titleOf } from '../board/talk.ts';
import { type Block, bullets, type Chapter, heading, table, text, under } from './blocks.ts';
import { all, allOf, ruleItem, ruleName, toldInWords, whole } from './names.ts';

/** How long after the opening: seconds to sort by, and words. */
interface Offset {
  seconds: number;
  words: string;
}
/** A rule that acts at an incident that nobody answers, when, and what must hold besides. */
export interface Unanswered {
  rule: Expanded;
  at: Offset;
  only: Condition | undefined;
}

/** What remains to hold of a condition at an unanswered incident of a severity: undefined where it holds, false where it cannot. */
export function remaining(c: Condition | undefined, severity: string, opened: string): Condition | undefined | false {
  if (c === undefined) return undefined;
  const { severity: of, status, acknowledged, any, not, ...rest } = c;
  if (of !== undefined && !list(of).includes(severity)) return false;
  if (status !== undefined && !list(status).includes(opened)) return false;
  if (acknowledged !== undefined) return false;
  const left: Condition = Object.fromEntries(Object.entries(rest).filter(([, asked]) => asked !== undefined));
  if (any !== undefined) {
    const one = any.map((part) => remaining(part, severity, opened)).filter((part) => part !== false);
    if (one.length === 0) return false;
    const open = one.filter((part) => part !== undefined);
    if (open.length === one.length) left.any = open;
  }
  if (not !== undefined) {
    const known = remaining(not, severity, opened);
    if (known === undefined) return false;
    if (known !== false) left.not = known;
  }
  return Object.keys(left).length === 0 ? undefined : left;
}

const atOnce: Offset = { seconds: 0, words: 'at once' };
/** A moment has no length: it comes after what has one. */
const AFTER_ALL = 400 * 86_400;

function plus(from: Offset, when: When): Offset {
  const { seconds, calendar } = isMoment(when) ? { seconds: AFTER_ALL, calendar: when } : parseSpan(when);
  if (seconds === 0)
    return calendar === undefined ? from : { seconds: from.seconds, words: `${from.words}, within ${calendar} hours` };
  const sum = from.seconds + seconds;
  // only spans of elapsed time add up to one
  const adds =
    calendar === undefined && from.words === (from.seconds === 0 ? atOnce.words : spanOf(`${from.seconds}s`));
  if (adds) return { seconds: sum, words: spanOf(`${sum}s`) };
  return { seconds: sum, words: from.seconds === 0 ? spanOf(when) : `${from.words}, then ${spanOf(when)}` };
}

/** When a rule acts at an incident of a severity that nobody answers, counted from the opening; undefined where it does not. */
function offsetOf(
  playbook: Playbook,
  rule: Expanded,
  severity: string,
  seen: readonly string[] = [],
): Offset | undefined {
  if (remaining(rule.if, severity, playbook.statuses.opened.word) === false || seen.includes(rule.id)) return undefined;
  const { respond } = playbook.severities.find(({ id }) => id === severity)?.targets ?? {};
  const byItself = (event: string): Offset | undefined => {
    if (event === 'opened' || event === 'assessed') return atOnce;
    return event === 'target-missed' && respond !== undefined ? plus(atOnce, respond) : undefined;
  };
  if (rule.on !== undefined) return rule.on.map(byItself).find((at) => at !== undefined);
  const wait = valueFor(rule.after, severity);
  if (wait === undefined) return undefined;
  if (rule.since === 'unacknowledged' || rule.since === 'progress') return plus(atOnce, wait);
  const other = isClock(rule.since) ? undefined : rulesOf(playbook).find(({ id }) => id === rule.since);
  const from = other === undefined ? byItself(rule.since) : offsetOf(playbook, other, severity, [...seen, rule.id]);
  return from === undefined ? undefined : plus(from, wait);
}

/** What rules do at an incident of a severity that nobody answers, in the order of time. */
export const unansweredOf = (playbook: Playbook, severity: string): Unanswered[] =>
  rulesOf(playbook)
    .flatMap((rule) => {
      if (rule.before !== undefined) return [];
      const opened = playbook.statuses.opened.word;
      const at = offsetOf(playbook, rule, severity);
      const only = remaining(rule.if, severity, opened);
      if (at === undefined || only === false) return [];
      const stops = typeof rule.unless === 'object' ? remaining(rule.unless, severity, opened) : false;
      // its `unless` holds from the first
      return stops === undefined ? [] : [{ rule, at, only }];
    })
    .sort((a, b) => a.at.seconds - b.at.seconds);

/** Who is concerned by what a rule does, and how; nothing for what concerns nobody. */
function concerned(known: Known, act: Act): [who: string, how: string] {
  if ('page' in act) return [allOf(known, act.page), `paged${viaInWords(act.via)}`];
  if ('tell' in act) return [all(list(act.tell).map((word) => toldInWords(known, word))), 'told, without being woken'];
  if ('digest' in act) {
    const at = own(known.pack.playbook.digests, act.digest)?.at ?? act.digest;
    return [
      allOf(known, act.to),
      `put into the ${act.digest} digest, which goes out ${momentInWords(at, known, 'later')}`,
    ];
  }
  if ('ticket' in act) return [all(list(act.ticket)), 'a ticket is opened'];
  if ('task' in act) return [allOf(known, act.task), `asked to do: ${whole(act.text)}`];
  if ('ask' in act)
    return [
      allOf(known, act.ask),
      `asked to state ${all(act.facts.map((f) => own(known.pack.playbook.facts, f)?.title ?? f))}`,
    ];
  if ('run' in act) {
    const does = runInWords(act.run, known).replace(/\.$/, '');
    return ['', `${does.charAt(0).toLowerCase()}${does.slice(1)}`];
  }
  return ['', `the severity is raised to ${act.raise}`];
}

function stopsWhen({ unless, if: condition, ...rule }: Expanded, known: Known): string {
  const each = eachPagedBy(rule, known);
  if (unless === 'acknowledged' && each.length > 0) return `${all(each)} acknowledges`;
  if (unless === 'acknowledged') return 'somebody acknowledges';
  if (unless === 'resolved') return 'it is resolved';
  if (unless !== undefined) return conditionInWords(unless, known);
  return condition?.not?.acknowledged === undefined ? 'it is over' : 'somebody acknowledges';
}

/** The pages of an unanswered incident in a line: `at once Primary on call; 5 min Secondary on call`. */
export function chainInWords(known: Known, severity: string): string {
  const steps = new Map<string, string[]>();
  for (const { rule, at, only } of unansweredOf(known.pack.playbook, severity)) {
    const paged = rule.do.flatMap((act) => ('page' in act ? list(act.page) : [])).map((word) => titleOf(known, word));
    // what depends on more than silence stands in the table
    if (only !== undefined || paged.length === 0) continue;
    const again = valueFor(rule.every, severity);
    const words = again === undefined ? at.words : `${at.words}, again every ${spanOf(again)}`;
    steps.set(words, [...new Set([...(steps.get(words) ?? []), ...paged])]);
  }
  return [...steps].map(([at, who]) => `${at}: ${all(who)}`).join('; ');
}

/** Whether a rule is for the time in which nobody answers: what tells places, gives work or rates is in chapters of its own. */
const isForSilence = ({ path, do: acts }: Expanded): boolean =>
  path.startsWith('escalation.') ||
  acts.some((act) => 'page' in act || ('digest' in act && path.startsWith('assessment.')));
/** Whether people have to state or do something before it holds. */
const isWaitedFor = (c: Condition | undefined): boolean =>
  c !== undefined &&
  (c.fact !== undefined ||
    c.known !== undefined ||
    c.done !== undefined ||
    c.ticked !== undefined ||
    c.told !== undefined ||
    (c.any ?? []).some(isWaitedFor) ||
    isWaitedFor(c.not));

function tableOf(known: Known, severity: string): Block[] {
  const rows = unansweredOf(known.pack.playbook, severity)
    .filter(({ rule }) => isForSilence(rule))
    .flatMap(({ rule, at, only }) => {
      const again = valueFor(rule.every, severity);
      const during = valueFor(rule.during, severity);
      const besides = [
        ...(again === undefined ? [] : [`, again every ${spanOf(again)}`]),
        ...(during === undefined ? [] : [`, only within ${during} hours`]),
        ...(rule.approve === undefined ? [] : [`, once ${allOf(known, rule.approve)} approves`]),
        ...(only === undefined ? [] : [`, if ${conditionInWords(only, known)}`]),
      ].join('');
      const from = rule.since === 'progress' ? ' without progress' : '';
      return rule.do.map((act) => {
        const [who, how] = concerned(known, act);
        return [
          at.seconds === 0 && isWaitedFor(only) ? 'as soon as it holds' : `${at.words}${from}`,
          who,
          `${how}${besides}`,
          stopsWhen(rule, known),
          ruleName(known, rule),
        ];
      });
    });
  return table(['After', 'Who', 'What happens', 'Stops once', 'Rule'], rows);
}

/** What happens while nobody acknowledges, for each severity, and which other rules page. */
export function unanswered(known: Known): Chapter {
  const { playbook } = known.pack;
  const shown = new Set(playbook.severities.flatMap(({ id }) => unansweredOf(playbook, id).map(({ rule }) => rule.id)));
  const others = rulesOf(playbook).filter(
    ({ id, path, do: acts }) => !shown.has(id) && (path.startsWith('escalation.') || acts.some((act) => 'page' in act)),
  );
  const levels = playbook.levels.map((l) => [
    String(l.level),
    whole(l.title),
    allOf(known, l.contacts),
    toldInWords(known, l.notice),
  ]);
  return {
    id: 'unanswered',
    title: 'What happens when nobody answers',
    blocks: [
      text(
        'Times count from the opening of the incident. To answer is to acknowledge the page. A page goes out by the channels of the person, one after the other, in the order in which people.yaml names them, or by those alone that a rule names; who is paged by a rotation is the person whose turn it is at that time.',
      ),
      ...playbook.severities.flatMap(({ id, ackTimeout, pagesNobody }) => {
        const rows = tableOf(known, id);
        return [
          heading(id),
          ...(rows.length === 0 ? [text('Nothing happens by itself.')] : rows),
          ...(pagesNobody === undefined
            ? []
            : [text(`This severity pages nobody: ${titleOf(known, pagesNobody.owner)} is told.`)]),
          ...(ackTimeout === undefined
            ? []
            : [
                text(
                  `An acknowledgement lapses ${spanOf(ackTimeout)} after it, or after the last progress: whoever is on call is then paged again.`,
                ),
              ]),
        ];
      }),
      ...under('Other rules that page, or belong to escalation', bullets(others.map((rule) => ruleItem(known, rule)))),
      ...under('Levels, for escalation by hand', table(['Level', 'Title', 'Who is paged', 'Where it is told'], levels)),
      ...under('Escalate by hand when', bullets(playbook.escalateWhen.map(whole))),
    ],
  };
}
