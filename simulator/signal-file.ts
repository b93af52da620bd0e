import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { parsed } from '#app/api/wrong-fields';
import { Declaration } from '#app/operations/declare';
import { InvalidInput } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import type { Pack, People } from '#core/playbook/pack';
import { allowedBy } from '#plugins/sources/allowed';
import { signalsOf } from '#plugins/sources/signals';
import type { SourcePlugin } from '#plugins/sources/source';
import { InvalidFile } from './invalid-file.ts';

/** What opens the incident: a payload's signals, or a person's declaration. */
export type Opening = { signals: Signal[] } | { declaration: z.infer<ReturnType<typeof Declaration>> };
/** What an alarm watches, where its name does not say it. */
export interface Watched {
  service?: string | undefined;
  rule?: string | undefined;
}

/** A file's text; one that cannot be read is the caller's fault. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidFile(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Reads a real payload of a source, or a manual declaration, and names every wrong field. */
export function readOpening(
  file: string,
  { pack, people }: { pack: Pack; people: People },
  watched: Watched,
  sources: readonly SourcePlugin[],
): Opening {
  const value = json(file, textOf(file));
  if (typeof value === 'object' && value !== null && 'source' in value && value.source === 'manual') {
    const read = parsed(Declaration({ playbook: pack.playbook, people }), value);
    if ('data' in read) return { declaration: read.data };
    throw new InvalidFile(
      read.faults.map(({ path, message }) => `${file}: ${path || '(root)'}: ${message}`).join('\n'),
    );
  }
  try {
    return { signals: taken(value, file, pack, watched, sources) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const known = sources.some((source) => source.recognises(value));
    const or = known ? '' : ', or a declaration {"source":"manual", …}';
    const faults = `${error.message}${or}`.split('; ').map((fault) => `${file}: ${fault}`);
    throw new InvalidFile(faults.join('\n'), { cause: error });
  }
}

/** Every signal is let in: what it watches is said by the options, by the form `<service>--<rule>`, or by the words of its name. */
function taken(value: unknown, file: string, pack: Pack, watched: Watched, sources: readonly SourcePlugin[]): Signal[] {
  const allowed = allowedBy(pack, { alarms: {}, alarmPrefix: '', anyName: true });
  const services = [...allowed.services];
  const rules = [...allowed.rules];
  for (const [option, name, known] of [
    ['--service', watched.service, services],
    ['--rule', watched.rule, rules],
  ] as const)
    if (name !== undefined && !known.includes(name))
      throw new InvalidFile(`${option}: there is no ${name}; expected one of ${known.join(', ')}`);
  const signals = signalsOf(sources, value, allowed);
  if (signals.length === 0) throw new InvalidFile(`${file}: holds no signal`);
  return signals.map((signal) => ({
    ...signal,
    service: watched.service ?? signal.service ?? longestIn(signal.title, services),
    rule: watched.rule ?? signal.rule ?? longestIn(signal.title, rules),
  }));
}

const longestIn = (name: string, words: string[]): string | undefined =>
  words.filter((word) => name.includes(word)).sort((a, b) => b.length - a.length)[0];

function json(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidFile(`${file}: is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
