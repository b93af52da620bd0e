import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { callerOfToken } from '#app/api/caller';
import type { Operation, ScriptWord } from '#app/api/operation';
import { type Fault, parsed } from '#app/api/wrong-fields';
import { registry } from '#app/operations/registry';
import type { PersonCommand } from '#core/incident/command';
import type { Signal } from '#core/incident/signal';
import { isRecord } from '#core/json';
import type { Pack, People } from '#core/playbook/pack';
import { formatProblems, readSource, type Source } from '#core/playbook/source';
import { Duration, seconds } from '#core/playbook/words';
import { Change, Effect } from '#plugins/fakes/system';
import type { SourcePlugin } from '#plugins/sources/source';
import { InvalidFile } from './invalid-file.ts';
import { readOpening, textOf } from './signal-file.ts';

const Probe = z.strictObject({ ...Change.shape, actions: z.record(z.string(), Effect).default({}) });
/** What a script says that checks read from then on. */
export type Probed = z.infer<typeof Probe>;
/** One thing that people or the world do, so many seconds after the opening. */
export interface Step {
  after: number;
  /** `file:line:column: acknowledge`: how a fault names it. */
  place: string;
  does: { commands: PersonCommand[] } | { probe: Probed } | { signals: Signal[] };
}

const Person = z.string().min(1);
/** What a script is read by: the words of the playbook, today's people, and the operations that a script may name. */
interface Given {
  pack: Pack;
  people: People;
  operations?: readonly Operation[] | undefined;
  sources: readonly SourcePlugin[];
  /** What alarms watch whose name does not say it. */
  service?: string | undefined;
  rule?: string | undefined;
  /** Who sends the payloads of steps that do not say it. */
  source?: string | undefined;
  at?: Date | undefined;
}

/** Reads a script, a list of steps `{after, do, by, …}` with the body of the API's POST, and names every wrong field with its place. */
export async function readScript(file: string, given: Given): Promise<Step[]> {
  const source = readSource(file, textOf(file));
  if (Array.isArray(source)) throw new InvalidFile(formatProblems(source).join('\n'));
  const steps = source.value ?? [];
  if (!Array.isArray(steps))
    throw new InvalidFile(`${file}:1:1: expected a list: - {after: 5m, do: acknowledge, by: alice}`);
  const read: (Step | { faults: string[] })[] = [];
  for (const [n, value] of steps.entries()) read.push(await readStep(value, n, source, given));
  const faults = read.flatMap((step) => ('faults' in step ? step.faults : []));
  if (faults.length > 0) throw new InvalidFile(faults.join('\n'));
  return read.filter((step) => 'does' in step);
}

async function readStep(value: unknown, n: number, source: Source, given: Given): Promise<Step | { faults: string[] }> {
  const placeOf = (path: string): string => {
    const { line, column } = source.at([n, ...(path === '' ? [] : path.split('.'))]);
    return `${source.file}:${line}:${column}`;
  };
  const at = ({ path, message }: Fault): string => `${placeOf(path)}: ${path === '' ? '' : `${path}: `}${message}`;
  if (!isRecord(value))
    return { faults: [at({ path: '', message: 'must be a step: {after: 5m, do: acknowledge, by: alice}' })] };
  const { after, do: word, by, ...body } = value;
  const scripts = (given.operations ?? registry).flatMap(({ script }) => (script === undefined ? [] : [script]));
  const script = scripts.find((s) => s.word === word);
  const Head = z.strictObject({
    after: Duration,
    do: z.enum(['probe', 'signal', ...scripts.map((s) => s.word)], {
      error: `is not one of ${scripts.map((s) => s.word).join(', ')}, probe, signal`,
    }),
    by: word === 'probe' || word === 'signal' ? Person.optional() : Person,
  });
  const head = parsed(Head, { after, do: word, ...(by === undefined ? {} : { by }) });
  const place = `${placeOf('')}: ${String(word)}`;
  const rest =
    word === 'probe'
      ? probe(body)
      : word === 'signal'
        ? await signal(body, source.file, given)
        : script === undefined
          ? { faults: [] }
          : commands(script, by, body, given);
  const faults = [...('faults' in head ? head.faults : []), ...('faults' in rest ? rest.faults : [])];
  if ('faults' in head || 'faults' in rest) return { faults: faults.map(at) };
  return { after: seconds(head.data.after), place, does: rest };
}

function probe(body: object): Step['does'] | { faults: Fault[] } {
  const read = parsed(Probe, body);
  return 'faults' in read ? read : { probe: read.data };
}

/** A payload as a source sends it, its file beside the script. */
async function signal(body: object, script: string, given: Given): Promise<Step['does'] | { faults: Fault[] }> {
  const read = parsed(z.strictObject({ file: Person, source: Person.optional() }), body);
  if ('faults' in read) return read;
  const { file, source = given.source } = read.data;
  const opening = await readOpening(resolve(dirname(script), file), given, { ...given, source }, given.sources);
  return 'signals' in opening
    ? opening
    : { faults: [{ path: 'file', message: 'holds a declaration, expected the payload of a source' }] };
}

function commands(
  script: ScriptWord,
  by: unknown,
  body: object,
  { pack, people }: Given,
): Step['does'] | { faults: Fault[] } {
  const read = script.read(body, { playbook: pack.playbook, people });
  if ('faults' in read) return read;
  // a name of the script means what a token's name means
  const claims = { username: String(by), email: String(by) };
  const judged = callerOfToken(claims, { people, pack });
  return { commands: read.commands('caller' in judged ? judged.caller.name : String(by)) };
}
