import type { Context, Hono } from 'hono';
import { type ApiPorts, json } from '#app/api/operation';
import { Refusal, wrong } from '#app/api/problem';
import type { Secrets, SignalQueue } from '#app/ports';
import { NotConfigured } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import { cut } from '#core/message/plain-text';
import { secretsIn } from '#plugins/channels/hook';
import { listenerOf, readable, readPosted } from '#plugins/sources/posted';
import { queued, unread } from '#plugins/sources/queued';
import { type Fault, type Read } from '#plugins/sources/read';
import type { HttpSource, SourcePlugin } from '#plugins/sources/source';
import type { Env } from './env.ts';

/** What posts signals, the secrets that show who does, each by the source's name, and where signals wait to be worked off. */
export interface Sources {
  sources: readonly SourcePlugin[];
  secrets: Secrets;
  queue: SignalQueue;
}

/** Bytes of a request: Lambda takes 6 MB with all that stands around the body, which may grow by a third as base64. */
export const MOST_BYTES = 4_000_000;
/** Signals of a request; those that fire go first. */
export const MOST_SIGNALS = 1_000;
/** Faults that an answer names. */
const MOST_FAULTS = 100;
/** Characters of a fault's place and of its words. */
const LONGEST_FAULT = 300;
/** How long a secret that was read is not asked for again because somebody shows another, in milliseconds. */
const ASKED_AGAIN = 10_000;

/** Adds the sources: not genuine is 401, proven garbage 4xx with every fault; whatever else goes wrong is 5xx, and the source sends it again. */
export function addSources(app: Hono<Env>, ports: ApiPorts, sources: Sources): void {
  const asked = new Map<string, number>();
  app.post('/v1/signals/:source', (c) => posted(ports, sources, asked, c));
  app.all('/v1/signals/:source', () => {
    throw new Refusal(405, 'Method not allowed', 'a source of signals takes POST', [], { allow: 'POST' });
  });
}

async function posted(
  ports: ApiPorts,
  { sources, secrets, queue }: Sources,
  asked: Map<string, number>,
  c: Context<Env>,
): Promise<Response> {
  const name = c.req.param('source') ?? '';
  const { deployed, wallClock } = ports;
  const { pack } = deployed;
  const http = listenerOf({ sources, pack }, name)?.http;
  if (http === undefined) throw new Refusal(404, 'Not found', 'there is no such source of signals');
  const bytes = new Uint8Array(await c.req.raw.arrayBuffer());
  if (bytes.byteLength > MOST_BYTES)
    throw new Refusal(413, 'Too large', `${bytes.byteLength} bytes, expected at most ${MOST_BYTES}; nothing was taken`);
  const headers = Object.fromEntries(c.req.raw.headers);
  await verified(ports, secrets, asked, name, http, { bytes, headers, query: c.req.query() });
  const sent = { source: name, headers: readable(http, headers), text: new TextDecoder().decode(bytes) };
  const read = await readPosted({ sources, pack, deployed }, sent, wallClock());
  const { taken, faults } = limited(ports, name, read);
  await queue.put([...taken.map(queued), ...(read.faults.length > 0 ? [unread(sent)] : [])]);
  if (taken.length === 0 && faults.length > 0) throw wrong(faults);
  ports.log.info('signals queued', { source: name, signals: taken.length, ignored: read.ignored });
  return json({ status: 'taken', signals: taken.length, ignored: read.ignored, errors: faults }, 202);
}

async function verified(
  { log, wallClock }: ApiPorts,
  secrets: Secrets,
  asked: Map<string, number>,
  name: string,
  source: HttpSource,
  request: Parameters<HttpSource['verify']>[0],
): Promise<void> {
  const known = await knownSecrets(secrets, name);
  if (known.length === 0) {
    log.error('a source posts and has no secret', { source: name, needed: `sources/${name}` });
    const detail = `the secret of the source ${name} has not been given`;
    throw new Refusal(503, 'Not configured', detail, [], { 'retry-after': '300' });
  }
  const now = wallClock();
  if (source.verify(request, known, now)) return;
  // it may have been replaced a moment ago, and who is answered 401 does not send again
  if (now.getTime() - (asked.get(name) ?? 0) >= ASKED_AGAIN) {
    asked.set(name, now.getTime());
    if (source.verify(request, await knownSecrets(secrets, name, true), now)) return;
  }
  throw new Refusal(401, 'Unauthorized', `this does not show, or is not signed by, the secret of the source ${name}`);
}

/** Without a secret nothing can be verified, so nothing is: the source tries again while somebody gives it. */
async function knownSecrets(secrets: Secrets, name: string, fresh = false): Promise<string[]> {
  try {
    return secretsIn(await secrets.get(name, { fresh }));
  } catch (error) {
    if (!(error instanceof NotConfigured)) throw error;
    return [];
  }
}

/** A batch is taken as far as it goes, and who reads the answer or the log learns what was left out. */
function limited({ log }: ApiPorts, source: string, { signals, faults }: Read): { taken: Signal[]; faults: Fault[] } {
  const firing = signals.filter(({ state }) => state === 'firing');
  const others = signals.filter(({ state }) => state !== 'firing');
  const taken = [...firing, ...others].slice(0, MOST_SIGNALS);
  const left = signals.length - taken.length;
  const over = {
    path: '',
    message: `${signals.length} alerts, expected at most ${MOST_SIGNALS}: ${left} were left out`,
  };
  const said = [...(left > 0 ? [over] : []), ...faults.slice(0, MOST_FAULTS)].map(({ path, message }) => ({
    path: cut(path, LONGEST_FAULT),
    message: cut(message, LONGEST_FAULT),
  }));
  if (said.length > 0)
    log.error('part of what a source sent was not taken', {
      source,
      taken: taken.length,
      faults: faults.length,
      first: said.slice(0, 3).map(({ path, message }) => `${path}: ${message}`),
    });
  const more = { path: '', message: `${faults.length - MOST_FAULTS} more faults` };
  return { taken, faults: faults.length > MOST_FAULTS ? [...said, more] : said };
}
