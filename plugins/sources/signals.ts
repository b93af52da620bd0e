import { InvalidInput } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import type { Allowed } from './allowed.ts';
import type { SourcePlugin } from './source.ts';

/** The signals of a payload, read by the first source that recognises it; throws `InvalidInput` for one that none does. */
export function signalsOf(sources: readonly SourcePlugin[], raw: unknown, allowed: Allowed): Signal[] {
  const source = sources.find((one) => one.recognises(raw));
  if (source === undefined)
    throw new InvalidInput(`event: no source recognises it, expected: ${sources.map(({ title }) => title).join(', ')}`);
  return source.parse(raw, allowed);
}
