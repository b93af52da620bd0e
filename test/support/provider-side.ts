import type { Channel, HttpRequest } from '#app/ports';
import { NoAnswer, NotConfigured, Unreachable } from '#core/errors';
import { createInbox, type Inbox } from '#local/inbox/inbox';
import type { ChannelPlugin } from '#plugins/channels/channel';

interface Options {
  /** What the fake is told of its provider. */
  settings?: unknown;
  now?: () => Date;
  secrets?: Readonly<Record<string, string>>;
}

/** One channel before its own fake, in process and on any clock. `answers` changes what a request is answered with. */
export async function providerSide(plugin: ChannelPlugin, { settings, now, secrets = {} }: Options = {}) {
  const [{ connect }, { fake }] = await Promise.all([plugin.load(), plugin.fake()]);
  const inbox: Inbox = await createInbox({
    channels: [plugin],
    ...(settings === undefined ? {} : { settings: { [plugin.tool]: settings } }),
    ...(now === undefined ? {} : { now }),
  });
  const asked: HttpRequest[] = [];
  /** Requests whose answer is lost, by their method and the end of their address; each once. */
  const losing: { method: string; path: RegExp }[] = [];
  const send = async (request: HttpRequest) => {
    asked.push(request);
    const { method, url, headers = {}, body = '' } = request;
    const { pathname, search } = new URL(url);
    const answer = inbox.handle({ method, path: `${pathname}${search}`, headers, body });
    if ('broken' in answer)
      throw answer.broken === 'refused' ? new Unreachable('refused') : new NoAnswer('no answer came');
    const lost = losing.findIndex((one) => one.method === method && one.path.test(pathname));
    if (lost >= 0) {
      losing.splice(lost, 1);
      throw new NoAnswer('the answer was lost');
    }
    return answer;
  };
  const channel: Channel = connect({
    http: () => ({ send }),
    secrets: {
      get: async (name) => {
        const value = secrets[name];
        if (value === undefined) throw new NotConfigured(`a secret ${name}`);
        return value;
      },
    },
    env: plugin.environment({
      endpoints: fake.endpoints('https://inbox.test'),
      apiUrl: '',
      mailFrom: undefined,
      originationIdentity: undefined,
    }),
    aws: { maxAttempts: 1, requestHandler: { connectionTimeout: 1, requestTimeout: 1, throwOnRequestTimeout: true } },
    topicArn: () => undefined,
  });
  return {
    channel,
    inbox,
    asked: () => asked.map(({ method, url }) => `${method} ${new URL(url).pathname.replace(/^\/[\w-]+/, '')}`),
    requests: asked,
    loses: (method: string, path: RegExp) => losing.push({ method, path }),
    arrived: () => inbox.messages(),
  };
}
