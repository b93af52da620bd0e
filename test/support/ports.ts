import type { Channel, Outgoing, Ports, Table, ToolName } from '#app/ports';
import { tracktion } from '#test/story';

/** What a hand has sent. */
export interface Sent {
  messages: Outgoing[];
}
/** The ports of turns and senders on a table, at an instant that stands still. */
export function portsOn(table: Table, sent: Sent, now = '2026-03-11T14:02:00Z') {
  const channel: Channel = {
    send: async (message) => {
      sent.messages.push(message);
      return { providerId: String(sent.messages.length) };
    },
  };
  const tools = ['slack', 'pagerduty', 'email', 'sms', 'sns', 'statuspage'] as const;
  return {
    table,
    now: () => new Date(now),
    wallClock: () => new Date(now),
    deployed: {
      ...tracktion,
      bases: {},
      functions: {},
      speed: 1,
      marginSeconds: 60,
      apiUrl: 'https://tocsin.test',
      dashboardUrl: 'https://tocsin.test',
      alarms: {},
      catchAll: 'oncall_manager',
    },
    executions: {
      start: async () => ({ started: true }),
      status: async () => undefined,
      stop: async () => {},
      link: (machine: string, name: string) => `https://console.test/${machine}/${name}`,
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    channels: Object.fromEntries(tools.map((tool) => [tool, channel])) as Record<ToolName, Channel>,
  } satisfies Partial<Ports>;
}
