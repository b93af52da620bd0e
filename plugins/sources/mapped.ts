import { InvalidInput } from '#core/errors';
import type { Mapping } from '#core/playbook/mapping';

/** What a mapping makes of a body; nothing is an empty list. Throws `InvalidInput` where it fails, or takes more than its bounds. */
export async function mapped({ title, map }: Mapping, body: unknown): Promise<unknown> {
  // the language is loaded where a playbook has a mapping, and not for every page that a person opens
  const { evaluated } = await import('../expression.ts');
  const outcome = await evaluated(map, body);
  if ('fails' in outcome) throw new InvalidInput(`body: the mapping of ${title} cannot read this: ${outcome.fails}`);
  // JSONata gives lists that remember how they were made
  return outcome.result === undefined ? [] : JSON.parse(JSON.stringify(outcome.result));
}
