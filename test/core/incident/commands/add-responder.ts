import type { Example } from '#test/examples';
import { ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'pages somebody to help, whom only the end silences',
    given: opened,
    when: { do: 'add-responder', by: 'bob', to: 'lead', reason: 'knows the shop' },
    expected: {
      events: [
        { type: 'EscalatedByHand', by: 'bob', targets: ['lead'], because: 'escalated by bob: knows the shop' },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'by-hand-7',
          because: 'escalated by bob: knows the shop',
        },
      ],
      outbox: ['page alice as lead: escalated by bob, unless resolved'],
    },
  },
  {
    name: 'a word that means nobody is refused',
    given: opened,
    when: { do: 'add-responder', by: 'bob', to: 'nobody', reason: 'help' },
    expected: { throws: 'InvalidInput: to: nobody is not a person, role or rotation of people.yaml' },
  },
  {
    name: 'nobody is called to what has ended',
    given: ended,
    when: { do: 'add-responder', by: 'bob', to: 'lead', reason: 'help' },
    expected: { throws: 'Conflict: INC-1 is ended: there is nothing to help with' },
  },
];
