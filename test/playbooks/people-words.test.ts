import { expect, test } from 'vitest';
import { parsePlaybook } from '#core/playbook/parse';
import { targetsOf } from '#core/playbook/who';
import { rulesOf } from '#core/rules/expand';
import { plugins, vocabularyOf } from '#plugins/registry';
import { handbookOf } from '#web/handbook/handbook';
import { markdownOf } from '#web/handbook/markdown';
import { small } from '../core/small-playbook.ts';

/** The small playbook, whose first rules use every word for people that depends on the incident. */
const texts = {
  ...small,
  'playbook.yaml': (small['playbook.yaml'] ?? '')
    .replace('do: { page: primary } }', 'do: { page: team.oncall, via: [push, sms] } }')
    .replace('do: [{ page: lead }', 'do: [{ page: [owners, level.1] }')
    .replace('critical: true }', 'critical: true, team: web }\nteams:\n  web: { title: Web team, oncall: primary }'),
  'people.yaml': (small['people.yaml'] ?? '').replace(
    '  lead:',
    '  owners: { title: Owners, people: [alice, bob], acknowledge: each }\n  lead:',
  ),
};
const parsed = parsePlaybook(texts, vocabularyOf(plugins), (text) => `${text.length}`.padStart(32, '0'));
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));

test('the rules as the engine runs them keep the words, and the channels of a page', () => {
  const [first, second] = rulesOf(parsed.pack.playbook);
  expect(first?.do).toEqual([{ page: 'team.oncall', via: ['push', 'sms'] }]);
  expect(second?.do[0]).toEqual({ page: ['owners', 'level.1'] });
});

test('the handbook says who they are, by which channels they are paged, and that each of a list must acknowledge', () => {
  const lines = markdownOf(handbookOf(parsed)).split('\n');
  const having = (words: string): string => lines.find((line) => line.includes(words)) ?? `nothing says ${words}`;
  expect(having('paged only by')).toContain('| on-call of the service’s team | paged only by push, else by sms |');
  expect(having('(management) | paged')).toContain(
    '| Owners and level 1 (management) | paged | each of Owners acknowledges |',
  );
  expect(having('each of them must')).toContain('Alice and Bob; each of them must acknowledge');
  expect(having('| Web team')).toBe('| Web team | On call | Shop |');
});

test('planned work of several services is of all their teams, and an incident of a service of its team alone', () => {
  const { playbook } = parsed.pack;
  const teams = { web: { title: 'Web', oncall: 'primary' }, back: { title: 'Back', oncall: 'lead' } };
  const services = {
    shop: { title: 'Shop', critical: false, team: 'web' },
    mail: { title: 'Mail', critical: false, team: 'back' },
  };
  const of = (incident: Parameters<typeof targetsOf>[1]) =>
    targetsOf({ ...playbook, teams, services }, incident, 'team.oncall');
  expect(of({ service: 'shop' })).toEqual(['primary']);
  expect(of({ service: 'shop', maintenance: { services: ['shop', 'mail'] } })).toEqual(['primary', 'lead']);
  expect(of({})).toEqual(['team.oncall']);
  expect(of({ service: 'unknown' })).toEqual(['team.oncall']);
});
