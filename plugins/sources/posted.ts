import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import { iso } from '#core/incident/time';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { type Allowed, allowedBy } from './allowed.ts';
import { mapped } from './mapped.ts';
import type { Fault, Read } from './read.ts';
import type { HttpSource, SourcePlugin } from './source.ts';

/** What a source has posted, once it was verified: all that is needed to read it, and no secret. */
export const Posted = z.object({
  /** The name in its address: a source's, or a mapping's of the playbook. */
  source: z.string(),
  /** Of its headers those that the source's record `reads`. */
  headers: z.record(z.string(), z.string()),
  /** Left out where it is too long to be kept. */
  text: z.string().optional(),
});
export type Posted = z.infer<typeof Posted>;

/** What a deployment reads posts by. */
export interface Reading {
  sources: readonly SourcePlugin[];
  pack: Pack;
  deployed: Parameters<typeof allowedBy>[1];
}

/** Who posts under a name: a source, or a mapping of the playbook with the source that reads what it gives. */
export function listenerOf({ sources, pack }: Pick<Reading, 'sources' | 'pack'>, name: string) {
  const mapping = own(pack.playbook.detection.mappings, name);
  const http = sources.find(({ source, http: posts }) =>
    mapping === undefined ? source === name : posts?.mapped,
  )?.http;
  return http === undefined ? undefined : { http, mapping };
}

/** The headers of a request that its source reads. */
export const readable = ({ reads = [] }: HttpSource, headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(reads.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

/** Reads what was posted; whatever is wrong with it is a fault. Times that no clock can have are taken as now. */
export async function readPosted(
  { sources, pack, deployed }: Reading,
  { source: name, headers, text }: Posted,
  now: Date,
): Promise<Read> {
  const listener = listenerOf({ sources, pack }, name);
  if (listener === undefined) return faulty({ path: '', message: 'there is no such source of signals any more' });
  if (text === undefined) return faulty({ path: '', message: 'was too long to be kept' });
  const { http, mapping } = listener;
  const sent = parsed(text);
  if ('message' in sent) return faulty(sent);
  const allowed: Allowed = allowedBy(pack, deployed);
  try {
    const body = mapping === undefined ? sent.json : await mapped(mapping, sent.json);
    const read = http.read(body, allowed, { name, headers });
    return { ...read, signals: read.signals.map((signal) => timely(signal, now)) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const [, path = '', message = error.message] = /^(\w+): (.*)$/s.exec(error.message) ?? [];
    return faulty({ path, message });
  }
}

const faulty = (fault: Fault): Read => ({ signals: [], ignored: 0, faults: [fault] });

function parsed(text: string): { json: unknown } | Fault {
  try {
    return { json: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { path: '', message: `is not JSON: ${error.message.slice(0, 200)}` };
  }
}

/** How far a source's clock may be ahead of ours, in milliseconds: what comes from the future would make all later news the older. */
const AHEAD = 300_000;
/** A clock that shows less was never set. */
const EARLIEST = Date.parse('2000-01-01T00:00:00Z');

function timely({ began, ...signal }: Signal, now: Date): Signal {
  const told = Date.parse(signal.at);
  const at = told >= EARLIEST && told <= now.getTime() + AHEAD ? signal.at : iso(now);
  const start = began === undefined ? Number.NaN : Date.parse(began);
  return { ...signal, at, ...(began !== undefined && start >= EARLIEST && start <= Date.parse(at) && { began }) };
}
