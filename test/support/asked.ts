import type { Fact } from '#core/playbook/facts';
import { changed, highErrorRate, Story } from './story.ts';

const facts: Record<string, Fact> = Object.fromEntries([
  ['customers', { title: 'Customers affected', type: 'number', unit: 'customers' }],
  // a word that every object has, and one that forms of ours use
  ['constructor', { title: 'Who built it', type: 'text' }],
  ['act', { title: 'Act of God', type: 'flag' }],
  ['impact', { title: 'Customer <impact>', values: ['none', 'low & "slow"', 'high'] }],
] satisfies [string, Fact][]);

/** At 14:05 of an incident that has asked the person on call for two facts at 14:02. */
export async function askedForFacts(): Promise<Story> {
  const pack = changed(({ playbook }) => {
    playbook.facts = facts;
    playbook.closure = [
      { id: 'who', do: { ask: ['IC', 'primary_oncall'], facts: ['customers', 'constructor'], within: '10m' } },
    ];
  }, 'facts-forms');
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  await story.until('14:05');
  return story;
}
