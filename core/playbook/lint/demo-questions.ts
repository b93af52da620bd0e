import type { StepOf } from '../demo.ts';
import { saidBy, titleOf } from '../runbook.ts';
import type { Linted } from './finding.ts';

type Question = StepOf<'answer'>['question'];

/** What runbooks can ask under the name of a question, each with its options; undefined for a question of which there is one. */
export function spoken(question: Question, { runbooks }: Linted): { words: string; options: string[] }[] | undefined {
  if (question !== 'step' && question !== 'approval') return undefined;
  return Object.values(runbooks).flatMap(({ steps }) =>
    steps.flatMap((one) => {
      const { verb, step } = saidBy(one);
      // an action is asked about before it starts, and once its outcome is unknown
      if (verb === 'act')
        return [
          {
            words: titleOf(step),
            options: question === 'approval' ? ['approve', 'refuse'] : ['done', 'failed', 'start-again'],
          },
        ];
      if (question === 'approval') return [];
      if (verb === 'human') return [{ words: step.instruction, options: ['done', 'failed'] }];
      return verb === 'choice' ? [{ words: step.text, options: Object.keys(step.options) }] : [];
    }),
  );
}

/** The options that a question may have; with `text`, of those questions that have these words. */
export function optionsOf(question: Question, it: Linted, text = ''): string[] {
  const { playbook } = it;
  switch (question) {
    case 'confirm-severity':
      return playbook.severities.map(({ id }) => id);
    case 'resolution-type':
      return playbook.choice.options.map(({ id }) => id);
    case 'stability':
      return ['measure', 'mitigate', 'resolve'];
    case 'publish-review':
      return ['publish'];
    case 'step':
    case 'approval': {
      const all = spoken(question, it) ?? [];
      const meant = all.filter(({ words }) => words.includes(text));
      return [...new Set((meant.length > 0 ? meant : all).flatMap(({ options }) => options))];
    }
  }
}
