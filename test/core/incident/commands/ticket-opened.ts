import type { Example } from '#test/examples';
import { opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the ticket is there, and those whom the playbook names hear of it',
    given: opened,
    when: { do: 'ticket-opened', place: 'tickets', shown: 'OPS-1 https://shop.example/OPS-1' },
    playbook: (pack) => {
      pack.playbook.communication.push({ id: 'filed', on: 'ticket-opened', do: { tell: 'incidents' } });
    },
    expected: {
      events: [{ type: 'Done', key: 'ticket/tickets', because: 'ticket at tickets: OPS-1 https://shop.example/OPS-1' }],
      outbox: ['send incidents: ticket-opened/ticket-opened'],
    },
  },
];
