import { own } from '#core/own';
import type { Duration } from '#core/playbook/words';
import { type BySeverity, type Expanded, list } from '#core/rules/expand';
import { isMoment, type When } from '#core/time/when';
import { conditionInWords, doesInWords, timeInWords } from '../board/playbook/rule-words.ts';
import { type Known, listed, short, spanOf, titleOf } from '../board/talk.ts';
import type { Item, Line } from './blocks.ts';
import { item } from './blocks.ts';

/** A text of the playbook as a handbook shows it: whole, for nothing more is to be had by a click. */
export const whole = (words: string): string => short(words, 2000);
/** Names of a list, all of them. */
export const all = (names: readonly string[]): string => listed(names, names.length);
/** Targets, roles or people by their titles, all of them. */
export const allOf = (known: Known, words: string | readonly string[]): string =>
  all(list(words).map((word) => titleOf(known, word)));

/** A place of messages: `incidents (slack, #incidents)`. What else it says is an address or a secret, and is not shown. */
export function placeInWords({ pack }: Known, id: string): string {
  const place = own(pack.playbook.places, id);
  if (place === undefined) return id;
  const { channel } = place;
  const named = typeof channel === 'string' && channel.startsWith('#') ? `, ${short(channel, 80)}` : '';
  return `${id} (${place.tool}${named}${place.public === true ? ', customers read it' : ''})`;
}

/** A place or whoever else is told, by its name. */
export const toldInWords = (known: Known, word: string): string => {
  const level = known.pack.playbook.levels.find(({ notice }) => notice === word);
  const name = own(known.pack.playbook.places, word) === undefined ? titleOf(known, word) : word;
  return level === undefined ? name : `${name} (level ${level.level}, ${short(level.title, 60)})`;
};

/** `playbook.yaml:12`, where an entry stands; empty for what the author has left out. */
export const placeOf = ({ pack }: Known, path: string): string => own(pack.places, path) ?? '';
/** A rule and where it stands. */
export const ruleName = (known: Known, { id, path }: Pick<Expanded, 'id' | 'path'>): Line => {
  const place = placeOf(known, path);
  return [{ code: id }, ...(place === '' ? [] : [` ${place}`])];
};

/** What a rule does and when, with its name and place; several tasks are a list of their own. */
export function ruleItem(known: Known, rule: Expanded): Item {
  const { if: condition, approve } = rule;
  const tasks = rule.do.flatMap((act) => ('task' in act ? [act] : []));
  const [first] = tasks;
  const isList = first !== undefined && tasks.length > 1;
  const others = doesInWords({ ...rule, do: isList ? rule.do.filter((act) => !('task' in act)) : rule.do }, known);
  const does = [
    ...(others === '' ? [] : [others]),
    ...(isList ? [`Asks ${allOf(known, first.task)} to do what follows.`] : []),
  ];
  const asks = approve === undefined ? '' : ` ${allOf(known, approve)} must approve.`;
  const only = condition === undefined ? '' : `, if ${conditionInWords(condition, known)}`;
  return item(
    [...ruleName(known, rule), `: ${does.join(' ')}${asks}`],
    [
      `${timeInWords(rule, known)}${only}.`,
      ...(isList
        ? tasks.map(
            (task) => `${whole(task.text)}${task.within === undefined ? '' : ` (within ${spanOf(task.within)})`}`,
          )
        : []),
    ],
  );
}

/** `within 5 min`, or `by: next business day`: until when something is owed. */
export const withinInWords = (when: When): string =>
  isMoment(when) ? `by: ${spanOf(when)}` : `within ${spanOf(when)}`;

/** `15 min`, or `15 min (P1), 30 min (P2)`. */
export const spansInWords = (by: BySeverity<Duration>): string =>
  typeof by === 'string'
    ? spanOf(by)
    : Object.entries(by)
        .map(([severity, span]) => `${spanOf(span)} (${severity})`)
        .join(', ');
