import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { callerOfToken } from '#app/api/caller';
import type { Operation, SaidByScript, ScriptWord } from '#app/api/operation';
import { type Fault, parsed } from '#app/api/wrong-fields';
import { registry } from '#app/operations/registry';
import type { PersonCommand } from '#core/incident/command';
import type { Signal } from '#core/incident/signal';
import { isRecord } from '#core/json';
import { own } from '#core/own';
import type { Finding } from '#core/playbook/lint/finding';
import { actions, system } from '#core/playbook/lint/system';
import { nearest } from '#core/playbook/nearest';
import type { Pack, People } from '#core/playbook/pack';
import { formatProblems, readSource, type Source } from '#core/playbook/source';
import { Duration, seconds } from '#core/playbook/words';
import { Change, Effect } from '#plugins/fakes/system';
import { type Plugins, vocabularyOf } from '#plugins/registry';
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
  does: Said | { probe: Probed } | { signals: Signal[] };
  /** What of it may not be meant. */
  note?: string;
}
type Said = { commands: PersonCommand[] } & Pick<SaidByScript, 'refusals'>;
/** A field that is wrong, and what a rule of the linter found where a field names something. */
interface Faults {
  faults: Fault[];
  findings?: Finding[];
}

const Person = z.string().min(1);
/** What a script is read by: the words of the playbook, today's people, and the operations that a script may name. */
interface Given {
  pack: Pack;
  people: People;
  operations?: readonly Operation[] | undefined;
  plugins: Plugins;
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
    by:
      word === 'probe' || word === 'signal'
        ? z.undefined({ error: `is for what a person does; nobody does a ${word}` }).optional()
        : Person,
  });
  const head = parsed(Head, { after, do: word, ...(by === undefined ? {} : { by }) });
  const place = `${placeOf('')}: ${String(word)}`;
  const rest =
    word === 'probe'
      ? probe(body, given)
      : word === 'signal'
        ? await signal(body, source.file, given)
        : script === undefined
          ? { faults: [] }
          : commands(script, by, body, given);
  if ('faults' in head || 'faults' in rest) {
    const faults = [...('faults' in head ? head.faults : []), ...('faults' in rest ? rest.faults : [])];
    const found = 'findings' in rest ? (rest.findings ?? []) : [];
    const problems = found.map(({ path = [], what, message, hint = '' }) => {
      const { file } = source;
      return { file, ...source.at([n, ...path], what), message, hint };
    });
    return { faults: [...faults.map(at), ...formatProblems(problems)] };
  }
  const note = script === undefined ? undefined : strangerOf(String(by), given);
  return { after: seconds(head.data.after), place, does: rest, ...(note === undefined ? {} : { note }) };
}

/** Who acts: a name of a script means what a token's name means. */
function callerNamed(by: string, { pack, people }: Given): { name: string; person: string | undefined } {
  const judged = callerOfToken({ username: by, email: by }, { people, pack });
  return 'caller' in judged ? judged.caller : { name: by, person: undefined };
}

/** What is said of a name that is nobody's of people.yaml: a stranger can be meant. */
function strangerOf(by: string, given: Given): string | undefined {
  if (callerNamed(by, given).person !== undefined) return undefined;
  const { people, targets } = given.people;
  const isRole = given.pack.playbook.roles.some(({ id }) => id === by);
  const like = nearest(by, Object.keys(people));
  return own(targets, by) !== undefined || isRole
    ? `${by} is a ${isRole ? 'role' : 'target'} and no person: the step is a stranger's; a person of people.yaml acts by id, login or address`
    : `${by} is nobody of people.yaml: the step is a stranger's${like === undefined ? '' : `; did you mean ${like}?`}`;
}

function probe(body: object, { pack, plugins }: Given): Step['does'] | Faults {
  const read = parsed(Probe, body);
  if ('faults' in read) return read;
  const it = { playbook: pack.playbook, runbooks: pack.runbooks, vocabulary: vocabularyOf(plugins) };
  const change = ({ components, metrics }: Change) => ({ components, metrics });
  const findings = [
    ...system([], change(read.data), it, ''),
    ...actions(['actions'], Object.keys(read.data.actions), it, ''),
    ...Object.entries(read.data.actions).flatMap(([name, effect]) => [
      ...system(['actions', name], change(effect), it, ''),
    ]),
  ];
  return findings.length > 0 ? { faults: [], findings } : { probe: read.data };
}

/** A payload as a source sends it, its file beside the script. */
async function signal(body: object, script: string, given: Given): Promise<Step['does'] | Faults> {
  const read = parsed(z.strictObject({ file: Person, source: Person.optional() }), body);
  if ('faults' in read) return read;
  const { file, source = given.source } = read.data;
  const opening = await readOpening(resolve(dirname(script), file), given, { ...given, source }, given.plugins.sources);
  return 'signals' in opening
    ? opening
    : { faults: [{ path: 'file', message: 'holds a declaration, expected the payload of a source' }] };
}

function commands(script: ScriptWord, by: unknown, body: object, given: Given): Step['does'] | Faults {
  const read = script.read(body, { playbook: given.pack.playbook, people: given.people });
  if ('faults' in read) return read;
  return { commands: read.commands(callerNamed(String(by), given).name), refusals: read.refusals };
}
