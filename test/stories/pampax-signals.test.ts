import { expect, test } from 'vitest';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import { allowedBy } from '#plugins/sources/allowed';
import { readCount } from '#plugins/sources/log-count/counts';
import { hostOf } from '#test/pampax-host';
import { alerted, happenedAt, pampaxAt } from '#test/pampax-run';
import type { Story } from '#test/story';

const at = '2026-03-10T14:02:00Z';
/** The scheduled search posts how many ERROR entries a window of 5 min has. */
async function counted(story: Story, count: number, to: string): Promise<void> {
  const from = new Date(Date.parse(to) - 300_000).toISOString();
  const allowed = allowedBy(story.world.ports.deployed.pack, { alarms: {} });
  const { signals } = readCount({ search: 'error-log', service: 'pampax', count, from, to }, allowed);
  for (const signal of signals) await story.signal(signal);
}
const byText = (a: string, b: string) => (a < b ? -1 : 1);
const texts = (story: Story, place: string) =>
  story.world.sent.filter(({ to }) => to.includes(place)).map(({ message }) => message.text);

test('more than 5 ERROR entries within 5 min open a P1 of the category service outage, and the team is told how many', async () => {
  const story = pampaxAt(at);
  await counted(story, 5, at);
  expect(story.id).toBe('');
  await counted(story, 6, '2026-03-10T14:07:00Z');
  expect(story.id).toBe('INC-2026-001');
  const { severity, category, title } = await story.incident();
  expect([severity, category, title]).toEqual(['P1', 'service-outage', 'Errors in the log: PAMPAX API']);
  expect(texts(story, '#pampax-alerts')).toContain('⚠️ PAMPAX: 6 errors in the log within 5 minutes');
});

test('the log alert joins the incident of PampaxHighErrorRate: one incident, and nobody is paged anew (PX 3)', async () => {
  const story = pampaxAt(at);
  await alerted(story, { name: 'PampaxHighErrorRate', severity: 'high', value: 0.07, at });
  await story.until('14:05');
  await counted(story, 9, '2026-03-10T14:05:00Z');
  expect(Object.keys((await story.incident()).signals)).toEqual([
    'alertmanager/PampaxHighErrorRate',
    'log-count/pampax/error-log',
  ]);
  expect(story.sent(({ message }) => message.key.includes('.joined.'))).toHaveLength(1);
  expect(story.pages()).toHaveLength(1);
  expect(texts(story, '#pampax-alerts').filter((text) => text.startsWith('⚠️'))).toEqual([]);
});

test('an alert that clears by itself is noted: nothing is resolved, and the response target still counts', async () => {
  const story = pampaxAt(at);
  await alerted(story, { name: 'PampaxServiceDown', severity: 'critical', at });
  await story.until('14:08');
  await alerted(story, { name: 'PampaxServiceDown', severity: 'critical', at, over: '2026-03-10T14:08:00Z' });
  await story.until('14:20');
  expect((await story.incident()).life).toBe('open');
  expect(await story.lines(['recovered', 'deadline-missed'])).toEqual([
    '03-10 14:08:00 recovered PampaxServiceDown',
    '03-10 14:17:00 deadline-missed acknowledge within 15m',
  ]);
});

test('rated P0 by hand at 14:30, a P2 has 15 min to be acknowledged from then, an hour to be resolved from its opening, a war room and the promise to customers', async () => {
  const story = pampaxAt(at);
  await alerted(story, { name: 'PampaxHighResponseTime', severity: 'medium', value: 2.4, at });
  await story.until('14:30');
  await story.say({ do: 'set-severity', by: 'lena', severity: 'P0', reason: 'nobody can search' });
  const rows = await happenedAt(story, '2026-03-10T15:02:00Z');
  const later = rows.filter((row) => row.at > at && row.what !== 'which runbook');
  expect(later.map((row) => `${row.at.slice(11, 16)} ${row.who} ${row.how}: ${row.what}`).toSorted(byText)).toEqual([
    '14:30 alerts tell: severity-changed',
    '14:30 engineering_lead tell: invited to the war room',
    '14:30 oncall_engineer page: on call for P0',
    '14:30 oncall_engineer tell: invited to the war room',
    '14:30 product_manager tell: invited to the war room',
    '14:30 room tell: opening card',
    '14:45 engineering_lead page: unacknowledged at the response target',
    '14:45 timeline record: target missed: respond within 15m',
    '15:00 alerts ask: customer notice due',
    '15:02 timeline record: target missed: resolve within 1h',
  ]);
});

test('a person declares an incident of security: all runbooks are offered, and its category is what they state', async () => {
  const story = pampaxAt(at);
  const told = { title: 'Somebody reads foreign data', severity: 'P0', facts: { category: 'security' } };
  const declared = story.run(async () => textOf((await declare(story.world.ports, 'declare', 'raj', told))['id']));
  await expect(declared).resolves.toBe('INC-2026-001');
  story.id = 'INC-2026-001';
  await story.until('14:03');
  const { source, facts, question } = await story.incident();
  expect([source, facts['category']]).toEqual(['manual', 'security']);
  expect(question?.options.map(({ id }) => id)).toEqual(['unavailable', 'performance', 'corruption']);
});

test('the investigation is read before anything is changed and kept as evidence, with the 3 days and 2 h before', async () => {
  const story = pampaxAt(at);
  story.world.measuring = true;
  const text = { text: 'as found' };
  const host = hostOf(story, {
    processes: text,
    listeners: text,
    commits: text,
    'changed-configuration': text,
  });
  await alerted(story, { name: 'PampaxServiceDown', severity: 'critical', at });
  const { evidence } = await story.incident();
  expect(evidence.map(({ check }) => check)).toEqual(story.world.ports.deployed.pack.playbook.evidence);
  expect(host.asked.filter((path) => !path.startsWith('process?') && path !== 'process')).toEqual([
    'processes?lines=20',
    'listeners?port=3000&view=sockets',
    'listeners?port=3000&view=files',
    'commits?last=10',
    'changed-configuration?days=3',
    'commits?days=3&kinds=fix,feat,perf',
  ]);
  expect(story.world.demoService.actions()).toEqual([]);
});
