import * as z from 'zod';
import type { Ports } from '#app/ports';
import type { PersonCommand } from '#core/incident/command';
import type { Incident } from '#core/incident/state';
import type { Way } from '#core/incident/way';
import { jsonOf } from './body.ts';
import type { Caller } from './caller.ts';
import { wrong } from './problem.ts';
import { queryOf } from './query.ts';
import type { Role } from './roles.ts';
import type { FieldsOf, NoVerb, Verb } from './verb.ts';
import type { Words } from './words.ts';
import { type Fault, parsed } from './wrong-fields.ts';

export type ApiPorts = Pick<
  Ports,
  | 'table'
  | 'now'
  | 'account'
  | 'sourceSecrets'
  | 'wallClock'
  | 'deployed'
  | 'log'
  | 'metrics'
  | 'newId'
  | 'executions'
  | 'probe'
>;

/** One request, once its caller is known to be allowed. */
export interface Asked {
  caller: Caller;
  request: Request;
  path: string;
  /** What stands for `{id}` in the path. */
  id: string;
  query: Record<string, string>;
  /** All that this API does. */
  operations: readonly Operation[];
  /** By which way it was said, where the request itself does not tell. */
  way?: Way;
}
/** A request whose query has been parsed; the body is parsed when it is asked for, so that 404 and 412 come first. */
export interface Call<Q = unknown, B = unknown> extends Omit<Asked, 'query'> {
  query: Q;
  body: () => Promise<B>;
}
export type Headers = readonly ('Idempotency-Key' | 'If-Match' | 'If-None-Match')[];
/** What success looks like: JSON, other forms by their content type, or both. */
export interface Answers<A extends z.ZodType = z.ZodType> {
  status: 200 | 201;
  description: string;
  json?: A;
  other?: Record<string, z.ZodType>;
}
/** What a script of `simulate` takes for a command: its word, and its body read by the words of the playbook. */
export interface ScriptWord {
  word: string;
  read(body: object, words: Words): SaidByScript | { faults: Fault[] };
}
/** What a step of a script says, once its body is right. */
export interface SaidByScript {
  commands: (by: string) => PersonCommand[];
  /** Why the API would refuse it now: by what is stored, or by the state of the incident. */
  refusals: (ports: ApiPorts, incident: Incident) => Promise<string[]>;
}

interface Common {
  /** Unique, in camel case: what generated clients call it. */
  name: string;
  method: 'get' | 'post' | 'patch';
  path: `/${string}`;
  /** The least role; `signed-in` needs a token and no role, `anybody` needs no token. */
  role: Role | 'signed-in' | 'anybody';
  /** One imperative line for the document, the docs page and the command line. */
  summary: string;
  /** Headers that it takes into account. */
  headers?: Headers;
}
interface Definition<Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType> extends Common {
  query?: Q;
  /** The schema of the body; with words, a name that they do not hold is wrong too. */
  body?: (words?: Words) => B;
  answers: Answers<A>;
  run: (ports: ApiPorts, call: Call<z.output<Q>, z.output<B>>) => Promise<Response> | Response;
  /** How the command line offers it, or why it does not. */
  cli: Verb<FieldsOf<Q>, FieldsOf<B>> | NoVerb;
}

/** One thing that the API does. Route, document, rights, docs page, command-line verb and script word derive from it. */
export interface Operation extends Common {
  query?: z.ZodObject;
  body?: (words?: Words) => z.ZodObject;
  answers: Answers;
  handle(ports: ApiPorts, asked: Asked): Promise<Response>;
  cli: Verb | NoVerb;
  script?: ScriptWord;
}

type Nothing = z.ZodObject<Record<never, never>, z.core.$strict>;
const nothing: Nothing = z.strictObject({});

/** Makes an operation of its definition: parses the query before `run`, and the body when it is asked for. */
export function operation<
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
  A extends z.ZodType = z.ZodType,
>({ run, ...rest }: Definition<Q, B, A>): Operation {
  const { query, body } = rest;
  return {
    ...rest,
    handle: async (ports, asked) => {
      // a probe may add what it likes to the address of what is open to anybody
      const read = queryOf<z.ZodObject>(
        query ?? nothing,
        rest.role === 'anybody' && query === undefined ? {} : asked.query,
      );
      return run(ports, {
        ...asked,
        query: read as z.output<Q>,
        body: async () => {
          const { pack, people } = ports.deployed;
          const schema = body?.({ playbook: pack.playbook, people }) ?? nothing;
          const parsedBody = parsed(schema, await jsonOf(asked.request));
          if ('faults' in parsedBody) throw wrong(parsedBody.faults);
          return parsedBody.data as z.output<B>;
        },
      });
    },
  };
}

/** An answer in JSON. */
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
