import type { Row, Write } from '#app/ports';
import { KEPT_SECONDS, keys } from '#app/store/keys';
import { canonical, textOf } from '#core/json';
import { etag } from './match.ts';
import { type ApiPorts, type Call, json } from './operation.ts';
import { Refusal } from './problem.ts';
import type { Fault } from './wrong-fields.ts';

/** The command that a request stands for, and what keeps its answer for a repeat. */
export interface Once {
  commandId: string;
  /** Whether the answer is kept at all. */
  keeps: boolean;
  /** What is wrong with the key. */
  faults: Fault[];
  /** The answer of the first such request; another request under the same key is refused. */
  before(): Promise<Response | undefined>;
  /** Keeps the answer with the command, in its own transaction. */
  keep(answer: Kept): Write[];
}
/** An answer as it is kept. */
export interface Kept {
  status: number;
  version: number;
  body: { id: string };
}

/** Names the command of a request by the caller's key, good for 7 days; without a key every request is another. */
export async function onceOf(
  ports: ApiPorts,
  { caller, request, path }: Pick<Call, 'caller' | 'request' | 'path'>,
  body: unknown,
): Promise<Once> {
  // the gateway's adapter drops an empty header: it is none
  const key = request.headers.get('idempotency-key') || null;
  const owner = encodeURIComponent(caller.subject);
  if (key === null || !/^[\t\x20-\x7e]{1,255}$/.test(key)) {
    const faults =
      key === null ? [] : [{ path: 'Idempotency-Key', message: 'must have 1 to 255 printable characters' }];
    return {
      commandId: `api/${owner}/${ports.newId()}`,
      keeps: false,
      faults,
      before: async () => undefined,
      keep: () => [],
    };
  }
  const commandId = `api/${owner}/key-${encodeURIComponent(key)}`;
  const asked = await digest(`${request.method} ${path}\n${canonical(body)}`);
  return {
    commandId,
    keeps: true,
    faults: [],
    before: async () => {
      const row = await ports.table.get(keys.answer(commandId));
      if (row === undefined) return undefined;
      if (row['asked'] === asked) return again(row);
      throw new Refusal(422, 'Idempotency-Key reused', 'this Idempotency-Key was used for another request', [
        { path: 'Idempotency-Key', message: 'was used with another path or body' },
      ]);
    },
    keep: ({ status, version, body: said }) => [
      {
        put: {
          ...keys.answer(commandId),
          asked,
          status,
          version,
          said: JSON.stringify(said),
          ttl: Math.floor(ports.wallClock().getTime() / 1000) + KEPT_SECONDS,
        },
        when: { pk: { absent: true } },
      },
    ],
  };
}

const again = (row: Row): Response =>
  answer({ status: Number(row['status']), version: Number(row['version']), body: JSON.parse(textOf(row['said'])) });

/** The answer to a command: the incident as it left it. */
export const answer = ({ status, version, body }: Kept): Response =>
  json(body, status, {
    etag: etag(version),
    ...(status === 201 ? { location: `/v1/incidents/${body.id}` } : {}),
  });

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(hash).toString('base64url');
}
