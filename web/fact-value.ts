import { type Fact, LONGEST_FACT } from '#core/playbook/facts';

/** What a form offers for a fact: words to choose from, or a text of some kind. */
export type FactInput =
  | { is: 'choice'; options: readonly { value: string; words: string }[] }
  | { is: 'number' }
  | { is: 'text'; longest: number };

export function inputFor({ values, type }: Fact): FactInput {
  if (values !== undefined) return { is: 'choice', options: values.map((value) => ({ value, words: value })) };
  switch (type) {
    case 'flag':
      return {
        is: 'choice',
        options: [
          { value: 'true', words: 'yes' },
          { value: 'false', words: 'no' },
        ],
      };
    case 'number':
      return { is: 'number' };
    case 'text':
    case undefined:
      return { is: 'text', longest: LONGEST_FACT };
  }
}

/** What a browser lets through as a number; the same that the incident takes. */
export const NUMBER = String.raw`\s*-?\d+(\.\d+)?\s*`;
