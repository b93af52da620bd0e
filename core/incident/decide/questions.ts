import { Conflict, InvalidInput } from '#core/errors';
import { seconds } from '#core/playbook/words';
import type { Command } from '../command.ts';
import { tellLevel } from '../escalate.ts';
import type { OpenQuestion } from '../state.ts';
import type { Turn } from '../turn.ts';
import { asked, sendTo } from './communication.ts';
import { choose } from './mitigation.ts';
import { reviewed } from './review.ts';
import { rateByPerson } from './severity.ts';
import { afterPersonStep } from './steps.ts';
import { whatNext } from './verification.ts';

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
  t.emit({ type: 'QuestionAsked', question }, because, { kind: 'decision', to: role });
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
  t.emit({ type: 'QuestionAsked', question }, because, { kind: 'decision', to: question.ask });
  put(t, question, because);
  if (question.tellLevel !== undefined) tellLevel(t, question.tellLevel, because, `unanswered: ${question.text}`);
}

/** A person's answer. It is in the incident first; then whatever machine waits for it is woken. */
export function answer(t: Turn, c: Extract<Command, { do: 'answer' }>): void {
  const open = t.state.question;
  const matches =
    open !== undefined && (c.question === open.id || c.question === open.slot || c.question === aliases[open.slot]);
  if (open === undefined || !matches) {
    throw new Conflict(
      open === undefined ? 'no question is open' : `the open question is ${open.slot} (${open.id}), not ${c.question}`,
    );
  }
  if (!open.options.some((o) => o.id === c.option)) {
    throw new InvalidInput(`option: ${c.option} is none of ${open.options.map((o) => o.id).join(', ')}`);
  }
  const reason = c.reason === undefined ? {} : { reason: c.reason };
  t.emit(
    { type: 'DecisionMade', question: open.slot, option: c.option, by: c.by, ...reason },
    c.reason ?? `chosen by ${c.by}`,
    { kind: 'decision', to: c.option },
  );
  switch (open.slot) {
    case 'choice':
      choose(t, c.option, c.by);
      break;
    case 'severity':
      rateByPerson(t, c.option, c.by, c.reason ?? 'confirmed');
      break;
    case 'step':
      afterPersonStep(t, c.option, c.by);
      break;
    case 'what-next':
      whatNext(t, c.option, c.by);
      break;
    case 'review':
      reviewed(t, c.by);
      break;
  }
  t.errand(`answer.${open.id}`, { do: 'answer', slot: open.slot, output: { verdict: c.option } });
}

/** The API's names for the slots. */
const aliases: Record<Slot, string> = {
  choice: 'resolution-type',
  severity: 'confirm-severity',
  step: 'step',
  'what-next': 'stability',
  review: 'publish-review',
};
