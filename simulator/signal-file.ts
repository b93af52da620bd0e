import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { parsed } from '#app/api/wrong-fields';
import { Declaration } from '#app/operations/declare';
import { InvalidInput } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import type { Pack, People } from '#core/playbook/pack';
import { type Allowed, allowedBy } from '#plugins/sources/allowed';
import { listenerOf, readPosted } from '#plugins/sources/posted';
import { signalsOf } from '#plugins/sources/signals';
import type { SourcePlugin } from '#plugins/sources/source';
import { InvalidFile } from './invalid-file.ts';

/** What opens the incident: a payload's signals, or a person's declaration. */
export type Opening = { signals: Signal[] } | { declaration: z.infer<ReturnType<typeof Declaration>> };
/** What an alarm watches, where its name does not say it, and who sent it, where its form does not. */
export interface Watched {
  /** A source's name, or that of a mapping of the playbook. */
  source?: string | undefined;
  /** When it arrives. */
  at?: Date | undefined;
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
export async function readOpening(
  file: string,
  { pack, people }: { pack: Pack; people: People },
  watched: Watched,
  sources: readonly SourcePlugin[],
): Promise<Opening> {
  const text = textOf(file);
  const value = json(file, text);
  if (
    watched.source === undefined &&
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    value.source === 'manual'
  ) {
    const read = parsed(Declaration({ playbook: pack.playbook, people }), value);
    if ('data' in read) return { declaration: read.data };
    throw new InvalidFile(
      read.faults.map(({ path, message }) => `${file}: ${path || '(root)'}: ${message}`).join('\n'),
    );
  }
  const allowed = allowedBy(pack, open);
  if (watched.source !== undefined) {
    const named = [...sources.map(({ source }) => source), ...Object.keys(pack.playbook.detection.mappings ?? {})];
    if (!named.includes(watched.source))
      throw new InvalidFile(`--source: there is no ${watched.source}; expected one of ${named.join(', ')}`);
    const posts = listenerOf({ sources, pack }, watched.source) !== undefined;
    if (posts) return { signals: taken(await postedIn(text, file, pack, watched, sources), file, allowed, watched) };
  }
  const known = sources.filter(({ source }) => watched.source === undefined || source === watched.source);
  try {
    return { signals: taken(signalsOf(known, value, allowed), file, allowed, watched) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const isKnown = known.some((source) => source.recognises(value));
    const or = isKnown ? '' : ', or a declaration {"source":"manual", …}';
    const faults = `${error.message}${or}`.split('; ').map((fault) => `${file}: ${fault}`);
    throw new InvalidFile(faults.join('\n'), { cause: error });
  }
}

const open = { alarms: {}, alarmPrefix: '', anyName: true };

/** What a source, or a mapping of the playbook, makes of a file that it might have posted. */
async function postedIn(
  text: string,
  file: string,
  pack: Pack,
  { source = '', at = new Date() }: Watched,
  sources: readonly SourcePlugin[],
): Promise<Signal[]> {
  const { signals, faults } = await readPosted({ sources, pack, deployed: open }, { source, headers: {}, text }, at);
  if (faults.length === 0) return signals;
  throw new InvalidFile(faults.map(({ path, message }) => `${file}: ${path || '(root)'}: ${message}`).join('\n'));
}

/** Every signal is let in: what it watches is said by the options, by the form `<service>--<rule>`, or by the words of its name. */
function taken(signals: Signal[], file: string, { services, rules }: Allowed, watched: Watched): Signal[] {
  for (const [option, name, known] of [
    ['--service', watched.service, services],
    ['--rule', watched.rule, rules],
  ] as const)
    if (name !== undefined && !known.includes(name))
      throw new InvalidFile(`${option}: there is no ${name}; expected one of ${known.join(', ')}`);
  if (signals.length === 0) throw new InvalidFile(`${file}: holds no signal`);
  return signals.map((signal) => ({
    ...signal,
    service: watched.service ?? signal.service ?? longestIn(signal.title, services),
    rule: watched.rule ?? signal.rule ?? longestIn(signal.title, rules),
  }));
}

const longestIn = (name: string, words: readonly string[]): string | undefined =>
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
