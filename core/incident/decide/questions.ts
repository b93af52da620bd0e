import { seconds } from '#core/playbook/words';
import { tellLevel } from '../escalate.ts';
import type { OpenQuestion } from '../state.ts';
import type { Turn } from '../turn.ts';
import { asked, sendTo } from './communication.ts';

export type Slot = OpenQuestion['slot'];

/** Puts a question unless it stands already. Without an answer it is put again and the next level is told; it never acts by itself. */
export function ask(
  t: Turn,
  slot: Slot,
  words: {
    ask: string;
    text: string;
    options: OpenQuestion['options'];
    again?: string;
    tellLevel?: number;
    because: string;
  },
): void {
  if (t.state.question?.slot === slot) return;
  const { ask: role, text, options, because } = words;
  const id = `${slot}-${t.state.cycle}-${t.state.seq + 1}`;
  const question: OpenQuestion = {
    id,
    slot,
    text,
    ask: role,
    options,
    askedAt: t.at,
    times: 1,
    ...(words.again === undefined ? {} : { again: seconds(words.again) }),
    ...(words.tellLevel === undefined ? {} : { tellLevel: words.tellLevel }),
  };
  t.emit({ type: 'QuestionAsked', question }, because);
  put(t, question, because);
}

function put(t: Turn, question: OpenQuestion, because: string): void {
  const actions = question.options.map((o) => ({
    id: `answer-${o.id}`,
    title: o.title,
    value: `${question.id}.${question.times}.${o.id}`,
  }));
  for (const who of asked(t, question.ask)) {
    sendTo(t, 'question-asked', who, because, {
      question: {
        id: question.id,
        text: question.text,
        options: question.options.map((o) => o.title),
        times: question.times,
      },
      actions,
    });
  }
}

/** The clock has found a question unanswered: it is put again, and the next level is told. */
export function askAgain(t: Turn): void {
  const open = t.state.question;
  if (open === undefined) return;
  const question = { ...open, times: open.times + 1 };
  const because = `no answer, asked ${question.times} times`;
  t.emit({ type: 'QuestionAsked', question }, because);
  put(t, question, because);
  if (question.tellLevel !== undefined) tellLevel(t, question.tellLevel, because, `unanswered: ${question.text}`);
}
