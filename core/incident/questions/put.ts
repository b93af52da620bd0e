import { seconds } from '#core/playbook/words';
import { tellLevel } from '../escalation.ts';
import { whatKeeps } from '../kept.ts';
import { askedFor, sendTo } from '../recipients.ts';
import { type OpenQuestion, questionOf, verifyingOf } from '../state.ts';
import type { Turn } from '../turn.ts';

/** A question as a slot words it. */
export interface Wording {
  ask: string;
  text: string;
  options: OpenQuestion['options'];
  /** The playbook's own `again` where it is left out. */
  again?: string | undefined;
  /** It waits as long as it takes, and is not put again. */
  once?: true;
  tellLevel?: number | undefined;
  because: string;
}

/** Asks a question unless it is open already. Without an answer it is asked again and the next level is told; it never acts by itself. */
export function askOnce(t: Turn, slot: OpenQuestion['slot'], words: Wording): void {
  if (questionOf(t.state)?.slot === slot) return;
  const { ask, text, options, because, again, once, tellLevel: level } = words;
  const question: OpenQuestion = {
    id: `${slot}-${t.state.cycle}-${t.state.seq + 1}`,
    slot,
    text,
    ask,
    options,
    askedAt: t.at,
    times: 1,
    ...(again === undefined ? {} : { again: seconds(again) }),
    ...(once === undefined ? {} : { once }),
    ...(level === undefined ? {} : { tellLevel: level }),
  };
  put(t, question, because);
}

/** An open question reads otherwise now: it is put again at once, and who is asked sees its new words. */
export function putAnew(t: Turn, words: Pick<Wording, 'text' | 'options'>, because: string): void {
  const open = questionOf(t.state);
  if (open !== undefined) put(t, { ...open, ...words, times: open.times + 1 }, because);
}

/** The clock has found a question unanswered: it is asked again, and the level that the playbook names is told. */
export function askAgain(t: Turn, due: string): void {
  const open = questionOf(t.state);
  if (open === undefined) return;
  const held = open.slot === 'what-next' && verifyingOf(t.state)?.held === true;
  const question = { ...open, times: open.times + 1, ...(held ? { text: heldText(t) } : {}) };
  const because = `no answer yet, asked ${question.times} times`;
  // it counts from its time where it is put within the minute, so that repeats do not wander
  put(t, question, because, Date.parse(t.at) - Date.parse(due) < 60_000 ? due : t.at);
  if (question.tellLevel !== undefined) tellLevel(t, question.tellLevel, because, `unanswered: ${question.text}`);
}

/** What keeps a stable incident from being resolved. */
export const heldText = (t: Turn): string =>
  `Verification holds, but ${whatKeeps(t) ?? 'it is not resolved yet'}. What next?`;

function put(t: Turn, question: OpenQuestion, because: string, lastAt = t.at): void {
  t.emit({ type: 'QuestionAsked', question: { ...question, lastAt } }, because);
  const { id, text, options, times } = question;
  const actions = options.map((o) => ({ id: `answer-${o.id}`, title: o.title, value: `${id}.${times}.${o.id}` }));
  for (const who of askedFor(t, question.ask))
    sendTo(t, 'question-asked', who, because, {
      question: { id, text, options: options.map((o) => o.title), times },
      actions,
      asks: { question: id, times },
    });
}
