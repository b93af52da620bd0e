import { describe, expect, test } from 'vitest';
import { registry } from '#app/operations/registry';
import { declare } from '#app/store/declare';
import { Unreachable } from '#core/errors';
import { textOf } from '#core/json';
import { PLANNING } from '#core/planning';
import { api } from '#lambdas/api/app';
import { sweep } from '#lambdas/sweep/sweep';
import type { WorldOptions } from '#simulator/world';
import { changed, Story, tracktion } from '#test/story';
import { claimsOf } from '../api/support.ts';

/** Each Monday at 09:00; the 11th is a Wednesday. */
async function mondays(readiness: ReturnType<typeof entries>, options: Partial<WorldOptions> = {}) {
  const pack = changed(({ playbook, templates }) => {
    playbook.moments['monday'] = { weekday: 'mon', time: '09:00' };
    playbook.readiness = readiness;
    playbook.metrics = { countBy: ['cause'], stable: 10, customerShare: 'share' };
    playbook.facts = {
      ...playbook.facts,
      cause: { title: 'Cause', type: 'text' },
      share: { title: 'Share of customers', type: 'number', unit: '%' },
    };
    templates['figures'] =
      'subject: Week of {{ readiness.from | day }}\n{{ period.incidents }} ({{ before.incidents }}, {{ trend.incidents }}), fixed at once {{ period.firstTimeFix }}, score {{ period.impactScore }}{% for one in period.byFact %}, {{ one.fact }} {{ one.value }} {{ one.incidents }}{% endfor %}{% for one in period.bySeverity %}{% if one.incidents > 0 %}, {{ one.severity }} {{ one.incidents }}{% endif %}{% endfor %}';
  }, 'readiness');
  const story = new Story({ pack, ...options });
  await swept(story);
  return story;
}
/** One minute of the sweeper, which lets new entries begin and takes up what is overdue. */
const swept = (story: Story) => story.run(() => sweep(story.world.ports));
const entries = (
  ...all: { id: string; do: { tell: string | string[]; template?: string }; text?: string; at?: string }[]
) => all.map((entry) => ({ at: 'monday', ...entry }));
const drill = { id: 'drill', text: 'Hold the failure drill', do: { tell: ['incidents', 'team_lead'] } };
const sent = (story: Story) =>
  story.world.sent.flatMap(({ at, channel, to, message: m }) =>
    m.key.startsWith('readiness.') ? [`${at.slice(5, 16)} ${channel} ${to.join()}: ${m.text.split('\n')[0]}`] : [],
  );
const opens = (story: Story, title: string, severity: string, facts: Record<string, string | number>) =>
  story.run(async () =>
    textOf((await declare(story.world.ports, `d-${title}`, 'piet', { title, severity, facts }))['id']),
  );

test('a drill is told at each of its moments, to places and to whom a word means then, without an incident', async () => {
  const story = await mondays(entries(drill));
  await story.until('2026-03-24T00:00:00Z');
  expect(sent(story)).toEqual([
    '03-16T09:00 slack #incidents: Tracktion: Hold the failure drill',
    '03-16T09:00 slack U0TOM: Tracktion: Hold the failure drill',
    '03-23T09:00 slack #incidents: Tracktion: Hold the failure drill',
    '03-23T09:00 slack U0TOM: Tracktion: Hold the failure drill',
  ]);
});

describe('a report of the week', () => {
  test('counts what was opened since the last one, and says where it goes', async () => {
    const story = await mondays(entries({ id: 'report', do: { tell: 'incidents', template: 'figures' } }));
    await story.until('2026-03-12T10:00:00Z');
    await opens(story, 'one', 'P3', { cause: 'disk' });
    await story.until('2026-03-17T10:00:00Z');
    story.id = await opens(story, 'two', 'P1', { cause: 'disk', share: 50 });
    await opens(story, 'three', 'P4', { cause: 'network' });
    await story.until('2026-03-17T10:10:00Z');
    await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'by itself' });
    await story.until('2026-03-24T00:00:00Z');
    expect(sent(story)).toEqual([
      '03-16T09:00 slack #incidents: 1 (0, up), fixed at once , score , cause disk 1, P3 1',
      '03-23T09:00 slack #incidents: 2 (1, up), fixed at once , score , cause disk 1, cause network 1, P1 1, P4 1',
    ]);
  });
});

test('an incident that cannot be read holds no report back', async () => {
  const story = await mondays(entries({ id: 'report', do: { tell: 'incidents', template: 'figures' } }));
  await story.until('2026-03-12T10:00:00Z');
  const id = await opens(story, 'one', 'P3', {});
  await opens(story, 'two', 'P3', {});
  await story.run(() =>
    story.world.table.write([{ update: { pk: id, sk: 'STATE' }, set: { incident: { v: 'poison' } } }]),
  );
  await story.until('2026-03-17T00:00:00Z');
  expect(sent(story)).toEqual(['03-16T09:00 slack #incidents: 1 (0, up), fixed at once , score , P3 1']);
});

test('a moment that was missed in an outage is told once, late, and the next comes at its time', async () => {
  const story = await mondays(entries());
  const due = { nextDue: '2026-02-23T09:00:00.000Z', dueAt: '2026-02-23T09:00:00.000Z', duePk: 'READINESS' };
  const left = { pk: 'READINESS#drill', sk: 'STATE', readiness: { id: 'drill', since: '2026-02-16T09:00:00.000Z' } };
  await story.run(() => story.world.table.write([{ put: { ...left, ...due, version: 1, planned: PLANNING } }]));
  story.world.ports.deployed.pack.playbook.readiness.push(...entries(drill));
  await swept(story);
  await swept(story);
  expect(sent(story)).toEqual([
    '03-11T14:02 slack #incidents: Tracktion: Hold the failure drill',
    '03-11T14:02 slack U0TOM: Tracktion: Hold the failure drill',
  ]);
  await story.until('2026-03-17T00:00:00Z');
  expect(sent(story).slice(2)).toEqual([
    '03-16T09:00 slack #incidents: Tracktion: Hold the failure drill',
    '03-16T09:00 slack U0TOM: Tracktion: Hold the failure drill',
  ]);
});

test('what no channel takes is tried for a day, and then an error that an alarm watches', async () => {
  const entry = { id: 'drill', text: 'Hold it', do: { tell: 'incidents' } };
  const story = await mondays(entries(entry), { fault: () => new Unreachable('refused') });
  await story.until('2026-03-17T08:00:00Z');
  expect(story.world.dead).toEqual([]);
  await story.until('2026-03-18T00:00:00Z');
  expect([sent(story), story.world.dead.map(({ queue, error }) => `${queue}: ${String(error)}`)]).toEqual([
    [],
    ['send: MessageNotDelivered: O#send#readiness.drill.1773651600.incidents has been given up'],
  ]);
});

test('an entry that the playbook has no more is told no more, and a new moment counts from the change', async () => {
  const story = await mondays(entries(drill));
  const { playbook } = story.world.ports.deployed.pack;
  playbook.readiness = entries({ ...drill, at: 'next-business-day' });
  Object.assign(story.world.ports.deployed.pack, { hash: 'another' });
  await swept(story);
  await story.until('2026-03-12T12:00:00Z');
  expect(sent(story).map((line) => line.slice(0, 11))).toEqual(['03-12T09:00', '03-12T09:00']);
  playbook.readiness = [];
  await story.until('2026-03-20T00:00:00Z');
  expect(sent(story).length).toBe(2);
});

describe('a duty that is handed over', () => {
  /** Alice has the primary duty until Monday 09:00 UTC, Bob from then on. */
  const week = 'from 2026-03-16 09:00:00 UTC to 2026-03-23 09:00:00 UTC, after Alice Arnold';
  const handOver = async (
    more: object = {},
    tell: string | string[] = ['incoming', 'outgoing', 'incidents'],
    options: Partial<WorldOptions> = {},
  ) => {
    const entry = { id: 'primary-change', at: undefined, handover: 'primary', do: { tell }, ...more };
    const story = await mondays([entry] as never, options);
    const told = () =>
      story.world.sent.flatMap(({ at, to, message: m }) =>
        m.key.startsWith('readiness.') ? [`${at.slice(5, 16)} ${to.join()}: ${m.text.split('\n')[0]}`] : [],
      );
    return { story, told };
  };
  test('is told to who takes it, to who had it, and to places, each time that the person changes', async () => {
    const { story, told } = await handOver();
    await story.until('2026-03-24T00:00:00Z');
    const bob = `Tracktion: Bob Berger is on call for primary ${week}`;
    const carol =
      'Tracktion: Carol Chen is on call for primary from 2026-03-23 09:00:00 UTC to 2026-03-30 09:00:00 UTC, after Bob Berger';
    expect(told()).toEqual([
      ...['#incidents', 'U0BOB', 'U0ALICE'].map((to) => `03-16T09:00 ${to}: ${bob}`),
      ...['#incidents', 'U0CAROL', 'U0BOB'].map((to) => `03-23T09:00 ${to}: ${carol}`),
    ]);
  });
  test('so long before it as the entry says', async () => {
    const { story, told } = await handOver({ before: '2h', text: 'Read the hand-over page' }, 'incoming');
    await story.until('2026-03-17T00:00:00Z');
    expect(told()).toEqual([`03-16T07:00 U0BOB: Tracktion: Bob Berger is on call for primary ${week}`]);
  });
  test('a cover that comes or goes is a hand-over too, and is told at its time', async () => {
    const { story, told } = await handOver({}, 'incidents');
    const app = api(story.world.ports, registry);
    const env = { requestContext: { authorizer: { jwt: { claims: claimsOf('commander', 'dana') } } } };
    const cover = { rotation: 'primary', person: 'bob', from: '2026-03-12T10:00:00Z', to: '2026-03-12T12:00:00Z' };
    const { status } = await story.run(async () =>
      app.request('/v1/covers', { method: 'POST', body: JSON.stringify(cover) }, env),
    );
    expect(status).toBe(200);
    await story.until('2026-03-13T00:00:00Z');
    const primary = '#incidents: Tracktion';
    expect(told()).toEqual([
      `03-12T10:00 ${primary}: Bob Berger is on call for primary from 2026-03-12 10:00:00 UTC to 2026-03-12 12:00:00 UTC, after Alice Arnold`,
      `03-12T12:00 ${primary}: Alice Arnold is on call for primary from 2026-03-12 12:00:00 UTC to 2026-03-16 09:00:00 UTC, after Bob Berger`,
    ]);
  });
  test('a cover that is asked for later than so long before is told at once, each of its two changes once', async () => {
    const { story, told } = await handOver({ before: '2h' }, 'incidents');
    await story.until('2026-03-12T09:30:00Z');
    const app = api(story.world.ports, registry);
    const env = { requestContext: { authorizer: { jwt: { claims: claimsOf('commander', 'dana') } } } };
    const cover = { rotation: 'primary', person: 'bob', from: '2026-03-12T10:00:00Z', to: '2026-03-12T11:00:00Z' };
    const asked = await story.run(async () =>
      app.request('/v1/covers', { method: 'POST', body: JSON.stringify(cover) }, env),
    );
    expect(asked.status).toBe(200);
    await story.until('2026-03-16T08:00:00Z');
    const primary = '#incidents: Tracktion';
    expect(told().map((line) => line.replace(/:\d\d #/, ' #'))).toEqual([
      `03-12T09 ${primary}: Bob Berger is on call for primary from 2026-03-12 10:00:00 UTC to 2026-03-12 11:00:00 UTC, after Alice Arnold`,
      `03-12T09 ${primary}: Alice Arnold is on call for primary from 2026-03-12 11:00:00 UTC to 2026-03-16 09:00:00 UTC, after Bob Berger`,
      `03-16T07 ${primary}: Bob Berger is on call for primary ${week}`,
    ]);
  });
  test('what was to come when the entry began is told at its own time, however many changes lie within so long before', async () => {
    const { primary, ...others } = tracktion.people.rotations;
    const people = { ...tracktion.people, rotations: { ...others, primary: { ...primary, shift: '1d' as const } } };
    const { story, told } = await handOver({ before: '150d' }, 'incidents', { people });
    await story.until('2026-03-20T00:00:00Z');
    const lines = told();
    expect(new Set(lines).size).toBe(lines.length);
    // one a day, of a change five months ahead
    expect(lines.map((line) => line.slice(0, 5))).toEqual([...new Set(lines.map((line) => line.slice(0, 5)))]);
    expect(lines.length).toBeGreaterThan(7);
    for (const line of lines) expect(line).toContain('from 2026-08-');
  });
  test('a rotation of one person is never handed over', async () => {
    const { primary, ...others } = tracktion.people.rotations;
    const people = { ...tracktion.people, rotations: { ...others, primary: { ...primary, members: ['alice'] } } };
    const { story, told } = await handOver({}, 'incidents', { people });
    await story.until('2026-04-11T00:00:00Z');
    expect(told()).toEqual([]);
  });
});
