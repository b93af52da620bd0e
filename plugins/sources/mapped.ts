import { InvalidInput } from '#core/errors';
import type { Mapping } from '#core/playbook/mapping';

/** What a mapping may give, in characters of JSON: as much as a body may have. */
const MOST = 4_000_000;

/** What a mapping makes of a body; nothing is an empty list. Throws `InvalidInput` where it fails, takes more than its bounds, or gives what is no JSON. */
export async function mapped({ title, map }: Mapping, body: unknown): Promise<unknown> {
  // the language is loaded where a playbook has a mapping, and not for every page that a person opens
  const { evaluated } = await import('../expression.ts');
  const outcome = await evaluated(map, body);
  const made = 'fails' in outcome ? outcome : plain(outcome.result);
  if ('fails' in made) throw new InvalidInput(`body: the mapping of ${title} cannot read this: ${made.fails}`);
  return made.result;
}

/** JSONata gives lists that remember how they were made, and functions; both go. */
function plain(result: unknown): { result: unknown } | { fails: string } {
  if (result === undefined) return { result: [] };
  try {
    const text: string | undefined = JSON.stringify(result);
    if (text === undefined) return { fails: 'it gives what is no JSON' };
    return text.length > MOST ? { fails: `it gives more than ${MOST} characters` } : { result: JSON.parse(text) };
  } catch (error) {
    // too deep, or a function among the values, whose parts go in circles
    if (error instanceof RangeError || error instanceof TypeError) return { fails: 'it gives what is no JSON' };
    throw error;
  }
}
