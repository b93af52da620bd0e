import { createHash } from 'node:crypto';
import type { ToolName } from '#app/ports';
import { startInbox } from '#local/inbox/server';
import type { ChannelPorts } from '#plugins/channels/all';
import { portsAt, startProvider } from './provider.ts';

/** A routing key of the form that PagerDuty gives. */
export const routingKeyOf = (secret: string) => createHash('sha256').update(secret).digest('hex').slice(0, 32);

/** The other side of every channel, with all that a channel needs to reach it. */
export const otherSide = async () => {
  const inbox = await startInbox({});
  let keys = 0;
  const secretOf = (name: string): string => {
    if (name === 'slack') return 'xoxb-not-a-token';
    if (name.startsWith('pagerduty')) return routingKeyOf(name);
    // Statuspage counts requests by key: a key a request, and the test need not wait.
    keys += 1;
    return `key-${keys}`;
  };
  const ports: ChannelPorts = { ...portsAt(inbox.url), secrets: { get: async (name) => secretOf(name) } };
  return {
    ports,
    messages: async (incident: string) => inbox.messages({ incident }),
    fault: async (tool: ToolName, mode: 'refuse' | 'hang' | '500' | '429' | 'ok-false' | 'lost-answer') => {
      inbox.fault(tool, { mode });
    },
    mend: async (tool: ToolName) => {
      inbox.mend(tool);
    },
    close: () => inbox.close(),
  };
};
export type Other = Awaited<ReturnType<typeof otherSide>>;

/** Where the channels find nobody: a port that nothing listens on. */
export const nobody = async () => {
  const { url, close } = await startProvider(() => ({}));
  await close();
  const { http, settings, clients } = portsAt(url);
  return { http, settings, clients };
};
