import type * as z from 'zod';
import type { Write } from '#app/ports';
import { packOf, turn } from '#app/store/incidents';
import type { Stored } from '#app/store/stored';
import { Conflict } from '#core/errors';
import type { PersonCommand } from '#core/incident/command';
import type { Incident } from '#core/incident/state';
import { CLI_AGENT, type Way } from '#core/incident/way';
import { isRecord } from '#core/json';
import { jsonOf } from './body.ts';
import { carryOutOnce } from './carry-out-once.ts';
import { type Kept, type Once, onceOf } from './idempotency.ts';
import { incidentOf } from './incident-of.ts';
import { incidentText } from './incident-row.ts';
import { mustMatch } from './match.ts';
import { type ApiPorts, type Asked, type Operation, operation } from './operation.ts';
import { placesOf } from './places.ts';
import { wrong } from './problem.ts';
import type { Role } from './roles.ts';
import { Shown, show } from './show.ts';
import type { FieldsOf, Verb } from './verb.ts';
import type { Words } from './words.ts';
import { type Fault, parsed } from './wrong-fields.ts';

/** What a person does to an incident that exists: one POST under it, one verb of the command line, one word of a script. */
interface IncidentCommand<B extends z.ZodObject> {
  name: string;
  /** The last segment of the path, and the word of a script. */
  segment: string;
  role: Role;
  summary: string;
  body: (words?: Words) => B;
  /** What no field says alone. */
  between?: (fields: Record<string, unknown>, words: Words) => Fault[];
  /** What is wrong by what is stored. */
  against?: (ports: ApiPorts, id: string, fields: Record<string, unknown>) => Promise<Fault[]>;
  /** Why a right body makes no sense in the incident's present state. */
  conflict?: (incident: Incident, body: z.output<B>, words: Words) => string | undefined;
  /** The commands of a body; the answer of the last is the answer. */
  toCommands: (body: z.output<B>, by: string) => PersonCommand[];
  cli: Verb<never, FieldsOf<B>>;
}

/** Makes the operation of an incident command: idempotent under its key, refused for another version than If-Match names. */
export function incidentCommand<B extends z.ZodObject>(command: IncidentCommand<B>): Operation {
  const { name, segment, role, summary, body, cli } = command;
  const read = (value: unknown, words: Words) => readBody(command, value, words);
  return {
    ...operation({
      name,
      method: 'post',
      path: `/v1/incidents/{id}/${segment}`,
      role,
      summary,
      body,
      headers: ['Idempotency-Key', 'If-Match'],
      answers: { status: 200, description: 'The incident as this left it', json: Shown },
      run: (ports, call) => run(ports, call, command),
      cli: {
        ...cli,
        arguments: [{ name: 'id', sets: 'path.id', help: 'the incident' }, ...(cli.arguments ?? [])],
        text: cli.text ?? incidentText,
      },
    }),
    script: {
      word: segment,
      read: (value, words) => {
        const result = read(value, words);
        if ('faults' in result) return result;
        const { data } = result;
        return {
          commands: (by) => command.toCommands(data, by),
          refusals: async (ports, incident) => {
            const faults = await againstOf(command, ports, incident.id, value);
            const conflict = faults.length > 0 ? undefined : command.conflict?.(incident, data, words);
            return [
              ...faults.map(({ path, message }) => `${path}: ${message}`),
              ...(conflict === undefined ? [] : [conflict]),
            ];
          },
        };
      },
    },
  };
}

const readBody = <B extends z.ZodObject>({ body, between }: IncidentCommand<B>, value: unknown, words: Words) =>
  parsed(body(words), value, (fields) => between?.(fields, words) ?? []);

const againstOf = async <B extends z.ZodObject>(
  { against }: IncidentCommand<B>,
  ports: ApiPorts,
  id: string,
  body: unknown,
): Promise<Fault[]> => (isRecord(body) ? ((await against?.(ports, id, body)) ?? []) : []);

async function run<B extends z.ZodObject>(
  ports: ApiPorts,
  call: Omit<Asked, 'query'>,
  command: IncidentCommand<B>,
): Promise<Response> {
  const body = await jsonOf(call.request);
  const once = await onceOf(ports, call, body);
  return carryOutOnce(once, async (keep) => {
    const { incident, version } = await incidentOf(ports, call);
    mustMatch(call.request, version);
    const { playbook } = await packOf(ports, incident.playbook);
    const words = { playbook, people: ports.deployed.people };
    const read = readBody(command, body, words);
    const against = await againstOf(command, ports, incident.id, body);
    const faults = [...once.faults, ...('faults' in read ? read.faults : []), ...against];
    if (faults.length > 0 || 'faults' in read) throw wrong(faults);
    const conflict = command.conflict?.(incident, read.data, words);
    if (conflict !== undefined) throw new Conflict(conflict);
    const commands = command.toCommands(read.data, call.caller.name);
    for (const [n, each] of commands.entries()) {
      const last = n === commands.length - 1;
      const said = { ...each, way: call.way ?? wayOf(call.request) };
      await turn(ports, call.id, last ? once.commandId : `${once.commandId}/${n}`, said, (stored, next) => {
        if (n === 0) mustMatch(call.request, stored?.version ?? 0);
        return last ? kept(ports, once, keep, stored, next) : [];
      });
    }
  });
}

/** Tocsin's own command line says so in its user agent; anything else is the API. */
const wayOf = ({ headers }: Request): Way =>
  headers.get('user-agent')?.startsWith(CLI_AGENT) === true ? 'cli' : 'api';

/** What changed nothing and is kept for nobody writes nothing, and leaves the version as it is. */
function kept(
  ports: ApiPorts,
  once: Once,
  keep: (k: Kept) => Write[],
  stored: Stored | undefined,
  next: Incident,
): Write[] {
  const version = stored?.version ?? 0;
  const grown = next !== stored?.incident || once.keeps ? version + 1 : version;
  return keep({ status: 200, version: grown, body: show(next, grown, placesOf(ports)) });
}
