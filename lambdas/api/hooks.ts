import type { Context, Hono } from 'hono';
import type { ApiPorts } from '#app/api/operation';
import { json } from '#app/api/operation';
import { Refusal } from '#app/api/problem';
import { askAbout } from '#app/hooks/ask-about';
import { hear } from '#app/hooks/hear';
import { hookPaths } from '#app/hooks/paths';
import type { Secrets } from '#app/ports';
import { keys } from '#app/store/keys';
import { NotConfigured } from '#core/errors';
import { iso } from '#core/incident/time';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { type HookRequest, secretsIn } from '#plugins/channels/hook';
import type { Env } from './env.ts';

/** The channels whose providers may call, and the secrets that show who calls, each by the channel's name. */
export interface Hooks {
  channels: readonly ChannelPlugin[];
  secrets: Secrets;
}

/** Adds the hooks: what is not the provider's is 401, what is genuine is 2xx whatever comes of it, and only faults of ours are 5xx. */
export function addHooks(app: Hono<Env>, ports: ApiPorts, hooks: Hooks): void {
  for (const path of hookPaths.map((one) => one.replaceAll(/\{(\w+)\}/g, ':$1'))) {
    app.post(path, (c) => called(ports, hooks, c));
    app.all(path, () => {
      throw new Refusal(405, 'Method not allowed', 'a hook takes POST', [], { allow: 'POST' });
    });
  }
}

async function called(ports: ApiPorts, { channels, secrets }: Hooks, c: Context<Env>): Promise<Response> {
  const channel = channels.find(({ tool, hook }) => tool === c.req.param('channel') && hook !== undefined);
  const key = c.req.param('key') ?? '';
  const { hook: declared } = channel ?? {};
  if (channel === undefined || declared === undefined || declared.keyed !== (key !== ''))
    throw new Refusal(404, 'Not found', 'there is no such hook');
  const { tool } = channel;
  const [{ hook }, known] = await Promise.all([declared.load(), secretsOf(ports, secrets, tool)]);
  const request: HookRequest = {
    bytes: new Uint8Array(await c.req.raw.arrayBuffer()),
    headers: Object.fromEntries(c.req.raw.headers),
    key,
  };
  if (!hook.verify(request, known)) throw new Refusal(401, 'Unauthorized', `this is not signed by ${channel.title}`);
  await ports.table.write([{ put: { ...keys.hook(tool), at: iso(ports.wallClock()) } }]);
  for (const news of newsIn(ports, tool, () => hook.read(request))) {
    const outcome = 'receipt' in news ? await askAbout(ports, channel, news) : await hear(ports, channel, news);
    if (!outcome.done) ports.log.info('heard, without effect', { tool, because: outcome.because });
  }
  return json({ status: 'ok' });
}

/** What cannot be read would not be readable the next time either: sending it again is of no use. */
function newsIn<T>({ log }: ApiPorts, tool: string, read: () => T[]): T[] {
  try {
    return read();
  } catch (error) {
    log.warn('a genuine call of a hook cannot be read', { tool, words: String(error).slice(0, 500) });
    return [];
  }
}

/** Without a secret nothing can be verified, so nothing is: the provider tries again while somebody gives it. */
async function secretsOf({ log }: ApiPorts, secrets: Secrets, tool: string): Promise<string[]> {
  try {
    const known = secretsIn(await secrets.get(tool));
    if (known.length > 0) return known;
  } catch (error) {
    if (!(error instanceof NotConfigured)) throw error;
  }
  log.error('a hook is called and has no secret', { tool, needed: `hooks/${tool}` });
  throw new Refusal(503, 'Not configured', `the secret of the hook ${tool} has not been given`, [], {
    'retry-after': '300',
  });
}
