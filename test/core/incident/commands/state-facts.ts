import type { Pack } from '#core/playbook/pack';
import type { Example } from '#test/examples';
import { opened } from '#test/lives';

const known = (pack: Pack): void => {
  pack.playbook.facts = {
    customers: { title: 'Customers hit', type: 'number' },
    impact: { title: 'Impact', values: ['low', 'high'] },
    media: { title: 'Media', type: 'flag' },
  };
};

export const examples: Example[] = [
  {
    name: 'a fact is stated, with its title and its value in the reason',
    given: opened,
    when: { do: 'state-facts', by: 'bob', facts: { customers: 12 } },
    playbook: known,
    expected: {
      events: [
        { type: 'FactSet', name: 'customers', value: 12, by: 'bob', because: 'Customers hit: 12, stated by bob' },
      ],
      outbox: [],
    },
  },
  {
    name: 'what is known already is no news',
    given: [...opened, { do: 'state-facts', by: 'bob', facts: { media: true } }],
    when: { do: 'state-facts', by: 'alice', facts: { media: true } },
    playbook: known,
    expected: { events: [], outbox: [] },
  },
  {
    name: 'a rule that has waited for it acts at once',
    given: opened,
    when: { do: 'state-facts', by: 'bob', facts: { impact: 'high' } },
    playbook: (pack) => {
      known(pack);
      pack.playbook.closure = [
        { id: 'worst', if: { fact: { impact: 'high' } }, do: { tell: 'incidents', template: 'told' } },
      ];
    },
    expected: {
      events: [
        { type: 'FactSet', name: 'impact', value: 'high', by: 'bob', because: 'Impact: high, stated by bob' },
        {
          type: 'RuleActed',
          rule: 'worst',
          start: 'opened',
          n: 1,
          page: [],
          tell: ['incidents'],
          due: '2026-03-11T14:02:00.000Z',
          because: 'rule worst: at once',
        },
      ],
      outbox: ['send incidents: escalated/told'],
    },
  },
  {
    name: 'words, as a form gives them, are read by the type of the fact',
    given: opened,
    when: { do: 'state-facts', by: 'bob', facts: { customers: '12', media: 'true' } },
    playbook: known,
    expected: {
      events: [
        { type: 'FactSet', name: 'customers', value: 12, by: 'bob', because: 'Customers hit: 12, stated by bob' },
        { type: 'FactSet', name: 'media', value: true, by: 'bob', because: 'Media: yes, stated by bob' },
      ],
      outbox: [],
    },
  },
  {
    name: 'a fact that the playbook does not know is refused',
    given: opened,
    when: { do: 'state-facts', by: 'bob', facts: { customer: 12 } },
    playbook: known,
    expected: { throws: 'InvalidInput: facts: customer is not one of customers, impact, media' },
  },
  {
    name: 'so is a value that it cannot have',
    given: opened,
    when: { do: 'state-facts', by: 'bob', facts: { impact: 'huge' } },
    playbook: known,
    expected: { throws: 'InvalidInput: facts.impact: "huge" is not one of low, high' },
  },
];
