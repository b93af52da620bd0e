import type { Context, Hono } from 'hono';
import { type ApiPorts, json } from '#app/api/operation';
import { Refusal, wrong } from '#app/api/problem';
import type { Secrets, SignalQueue } from '#app/ports';
import { NotConfigured } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import { iso } from '#core/incident/time';
import { own } from '#core/own';
import { secretsIn } from '#plugins/channels/hook';
import { allowedBy } from '#plugins/sources/allowed';
import { mapped } from '#plugins/sources/mapped';
import { queued } from '#plugins/sources/queued';
import type { Fault, Read } from '#plugins/sources/read';
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
/** How far a source's clock may be ahead of ours, in milliseconds: what comes from the future would make all later news the older. */
const AHEAD = 300_000;

/** Adds the sources: not genuine is 401, proven garbage 4xx with every fault; whatever else goes wrong is 5xx, and the source sends it again. */
export function addSources(app: Hono<Env>, ports: ApiPorts, sources: Sources): void {
  app.post('/v1/signals/:source', (c) => posted(ports, sources, c));
  app.all('/v1/signals/:source', () => {
    throw new Refusal(405, 'Method not allowed', 'a source of signals takes POST', [], { allow: 'POST' });
  });
}

async function posted(ports: ApiPorts, { sources, secrets, queue }: Sources, c: Context<Env>): Promise<Response> {
  const name = c.req.param('source') ?? '';
  const { pack } = ports.deployed;
  const mapping = own(pack.playbook.detection.mappings, name);
  const source = sources.find(({ source: known, http }) =>
    mapping === undefined ? known === name : http?.mapped,
  )?.http;
  if (source === undefined) throw new Refusal(404, 'Not found', 'there is no such source of signals');
  const bytes = new Uint8Array(await c.req.raw.arrayBuffer());
  if (bytes.byteLength > MOST_BYTES)
    throw new Refusal(413, 'Too large', `${bytes.byteLength} bytes, expected at most ${MOST_BYTES}; nothing was taken`);
  const headers = Object.fromEntries(c.req.raw.headers);
  await verified(ports, secrets, name, source, { bytes, headers, query: c.req.query() });
  const sent = parsed(bytes);
  const body = mapping === undefined ? sent : await mapped(mapping, sent);
  const read = source.read(body, allowedBy(pack, ports.deployed), { name, headers });
  const { taken, faults } = limited(ports, name, read);
  if (taken.length === 0 && faults.length > 0) throw wrong(faults);
  await queue.put(taken.map((signal) => queued(notAhead(signal, ports.wallClock()))));
  ports.log.info('signals queued', { source: name, signals: taken.length, ignored: read.ignored });
  return json({ status: 'taken', signals: taken.length, ignored: read.ignored, errors: faults }, 202);
}

async function verified(
  { log, wallClock }: ApiPorts,
  secrets: Secrets,
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
  if (!source.verify(request, known, wallClock()))
    throw new Refusal(401, 'Unauthorized', `this does not show, or is not signed by, the secret of the source ${name}`);
}

/** Without a secret nothing can be verified, so nothing is: the source tries again while somebody gives it. */
async function knownSecrets(secrets: Secrets, name: string): Promise<string[]> {
  try {
    return secretsIn(await secrets.get(name));
  } catch (error) {
    if (!(error instanceof NotConfigured)) throw error;
    return [];
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw wrong([{ path: '', message: `is not JSON: ${error.message.slice(0, 200)}` }]);
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
  const said = [...(left > 0 ? [over] : []), ...faults];
  if (said.length > 0)
    log.error('part of what a source sent was not taken', {
      source,
      taken: taken.length,
      faults: said.length,
      first: said.slice(0, 3).map(({ path, message }) => `${path}: ${message}`.slice(0, 300)),
    });
  const more = { path: '', message: `${said.length - MOST_FAULTS} more faults` };
  return { taken, faults: said.length > MOST_FAULTS ? [...said.slice(0, MOST_FAULTS), more] : said };
}

const notAhead = (signal: Signal, now: Date): Signal =>
  Date.parse(signal.at) <= now.getTime() + AHEAD ? signal : { ...signal, at: iso(now) };
