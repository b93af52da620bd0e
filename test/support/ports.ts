import { tokens } from '#adapters/memory/random';
import type { Outgoing } from '#app/outbox/message';
import type { Channel, Ports, Table } from '#app/ports';
import { plugins, vocabularyOf } from '#plugins/registry';
import { tracktion } from '#test/story';

/** What a worker has sent. */
export interface Sent {
  messages: Outgoing[];
  /** Addresses, in the order of sending. */
  to: string[];
}
/** No two ports of a test make the same one. */
const newToken = tokens(1);

/** The ports of turns and senders on a table, at an instant that stands still. */
export function portsOn(table: Table, sent: Sent, now = '2026-03-11T14:02:00Z') {
  const channel: Channel = {
    send: async (message, to) => {
      sent.messages.push(message);
      sent.to.push(...('addresses' in to ? to.addresses : [to.place.tool]));
      return { providerId: String(sent.messages.length) };
    },
  };
  return {
    table,
    now: () => new Date(now),
    wallClock: () => new Date(now),
    newToken,
    deployed: {
      ...tracktion,
      vocabulary: vocabularyOf(plugins),
      bases: {},
      functions: {},
      speed: 1,
      marginSeconds: 60,
      apiUrl: 'https://tocsin.test',
      publicUrl: 'https://tocsin.test',
      secretPrefix: 'tocsin/',
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
    // what is woken is for the tests to bring
    queues: { put: async () => {} },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    channels: Object.fromEntries(plugins.channels.map(({ tool }) => [tool, channel])),
  } satisfies Partial<Ports>;
}
