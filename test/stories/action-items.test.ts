import { expect, test } from 'vitest';
import { ActionItem, actionItemRow } from '#app/api/action-item';
import { registry } from '#app/operations/registry';
import type { Row } from '#app/ports';
import { keys } from '#app/store/keys';
import { Unreachable } from '#core/errors';
import type { Pack } from '#core/playbook/pack';
import { api } from '#lambdas/api/app';
import { sweep } from '#lambdas/sweep/sweep';
import { changed, type Story, tracktion } from '#test/story';
import { broken, worked } from '#test/worked';
import type { Frame } from '#web/board/frame';
import { itemsPage } from '#web/board/lists';

const frame: Frame = {
  root: '',
  home: '',
  now: new Date('2026-03-11T15:20:00Z'),
  zone: 'UTC',
  team: 'team',
  who: { person: 'ana', name: 'Ana', role: 'viewer', mayRespond: false, mayCommand: false },
  csrf: '',
  once: () => '',
};

const first = 'AI-INC-20260311-7720-001';
const second = 'AI-INC-20260311-7720-002';

/** The worked scenario, whose review files two items on 2026-03-11: one due on Wednesday the 18th, one on the 25th. */
async function filed(options: Parameters<typeof broken>[0] = {}): Promise<Story> {
  const story = broken(options);
  await worked(story);
  await story.until('15:20');
  return story;
}

/** Changes an item as the API would. */
const change = (story: Story, item: string, body: object) =>
  story.run(async () => {
    const claims = { sub: 'ana', 'cognito:username': 'ana', 'cognito:groups': '[commander]' };
    const answer = await api(story.world.ports, registry).request(
      `/v1/action-items/${item}`,
      { method: 'PATCH', body: JSON.stringify(body) },
      { requestContext: { authorizer: { jwt: { claims } } } },
    );
    expect(answer.status).toBe(200);
  });

/** What was sent about items. */
const reminders = (story: Story): string[] =>
  story
    .sent((s) => s.message.key.includes('.item-due.'))
    .map((line) => line.replaceAll('AI-INC-20260311-7720-', ''))
    // what leaves at one instant has no order
    .toSorted();
const lines = async (story: Story): Promise<string[]> =>
  (await story.why(['action-item']))
    .filter((line) => !line.includes(', due '))
    // that a place is named, not at which line it stands today
    .map((line) => line.replace(/playbook\.yaml:\d+/, 'playbook.yaml'));
const row = (story: Story, item: string): Promise<Row | undefined> =>
  story.run(() => story.world.table.get(keys.item(item)));

test('Tracktion: a day before the due date, twice while it is overdue, and then the engineering manager; nothing of it is told twice or for ever', async () => {
  const story = await filed();
  await change(story, second, { status: 'done' });
  await change(story, first, { owner: 'alice' });
  expect(await row(story, first)).toMatchObject({ nextDue: '2026-03-17T09:00:00Z', dueAt: '2026-03-17T09:00:00Z' });
  expect(await row(story, second)).not.toHaveProperty('dueAt');
  await story.until('2026-06-01T00:00:00Z');
  expect(reminders(story)).toEqual([
    '03-17 09:00:00 slack U0ALICE: item-due/001',
    '03-25 09:00:00 slack U0ALICE: item-due/001',
    '04-01 09:00:00 slack #incidents: item-due/001',
    '04-01 09:00:00 slack U0ALICE: item-due/001',
    '04-01 09:00:00 slack U0ANA: item-due/001',
  ]);
  const about = `${first} (Monitoring alerts)`;
  expect(await lines(story)).toEqual([
    `15:20:00 | ${first} | owner alice (ana)`,
    `15:20:00 | ${second} | status done (ana)`,
    `03-17 09:00:00 | alice/alice | ${about} is due on 2026-03-18 (playbook.yaml)`,
    `03-25 09:00:00 | alice/alice | ${about} is overdue since 2026-03-18 (playbook.yaml)`,
    `04-01 09:00:00 | alice/alice | ${about} is overdue since 2026-03-18 (playbook.yaml)`,
    `04-01 09:00:00 | engineering_manager/ana, #incidents | ${about} is overdue since 2026-03-18, told on (playbook.yaml)`,
  ]);
  expect(await row(story, first)).not.toHaveProperty('dueAt');
  const [text] = story.world.sent.flatMap(({ message }) =>
    message.key.includes('.item-due.') && 'text' in message ? [message.text] : [],
  );
  expect(text).toContain('Monitoring alerts (priority high, owner alice), is due on 2026-03-18');
});

test('an owner whom people.yaml does not know is reminded where the playbook falls back to; one by name is meant', async () => {
  const story = await filed();
  await change(story, second, { owner: 'Bob Berger' });
  await story.until('2026-03-24T12:00:00Z');
  expect(reminders(story)).toEqual([
    '03-17 09:00:00 slack #incidents: item-due/001',
    '03-24 09:00:00 slack U0BOB: item-due/002',
  ]);
});

test('an item that is done is not told on; opened again, it is reminded of from then on', async () => {
  const story = await filed();
  await story.until('2026-03-17T12:00:00Z');
  await change(story, first, { status: 'done' });
  expect(await row(story, first)).not.toHaveProperty('dueAt');
  await story.until('2026-03-30T12:00:00Z');
  expect(reminders(story)).toEqual([
    '03-17 09:00:00 slack #incidents: item-due/001',
    '03-24 09:00:00 slack #incidents: item-due/002',
  ]);
  await change(story, first, { status: 'open' });
  await change(story, second, { status: 'done' });
  await story.until('2026-04-20T12:00:00Z');
  expect(reminders(story).slice(2)).toEqual([
    '04-01 09:00:00 slack #incidents: item-due/001',
    '04-01 09:00:00 slack U0ANA: item-due/001',
  ]);
});

test('an item waits for others by their ids: those that there are, and never in a circle; none clears them', async () => {
  const story = await filed();
  const asked = (item: string, dependsOn: string[]) =>
    story.run(async () => {
      const claims = { sub: 'ana', 'cognito:username': 'ana', 'cognito:groups': '[commander]' };
      const answer = await api(story.world.ports, registry).request(
        `/v1/action-items/${item}`,
        { method: 'PATCH', body: JSON.stringify({ dependsOn }) },
        { requestContext: { authorizer: { jwt: { claims } } } },
      );
      return { status: answer.status, text: await answer.text() };
    });
  const left = await asked(first, [second]);
  expect([left.status, JSON.parse(left.text).dependsOn]).toEqual([200, [second]]);
  expect(actionItemRow(JSON.parse(left.text))).toMatch(`Monitoring alerts (after ${second})`);
  const items = [ActionItem.parse(JSON.parse(left.text))];
  const known = { ...tracktion, now: story.world.clock.now() };
  expect((await itemsPage(frame, known, {}, { items, next: null, flash: undefined })).toString()).toContain(
    `, after ${second}.`,
  );
  const circle = await asked(second, [first]);
  expect([circle.status, circle.text]).toEqual([400, expect.stringContaining(`${second} would wait for itself`)]);
  const unknown = await asked(second, ['AI-7']);
  expect([unknown.status, unknown.text]).toEqual([400, expect.stringContaining('there is no action item AI-7')]);
  expect(JSON.parse((await asked(first, [])).text).dependsOn).toEqual([]);
  expect((await asked(second, [first])).status).toBe(200);
  expect(await lines(story)).toEqual([
    `15:20:00 | ${first} | after ${second} (ana)`,
    `15:20:00 | ${first} | after none (ana)`,
    `15:20:00 | ${second} | after ${first} (ana)`,
  ]);
});

test('another due date plans everything anew, and what is past by then is nobody told', async () => {
  const story = await filed();
  await story.until('2026-03-20T12:00:00Z');
  // the day before was yesterday
  await change(story, second, { due: '2026-03-20', owner: 'bob' });
  await story.until('2026-03-25T12:00:00Z');
  // after the reminder of the day before and one that it is overdue
  await change(story, first, { due: '2026-03-25' });
  await story.until('2026-04-30T12:00:00Z');
  expect(reminders(story).filter((line) => line.endsWith('001'))).toEqual([
    '03-17 09:00:00 slack #incidents: item-due/001',
    '03-25 09:00:00 slack #incidents: item-due/001',
    '04-01 09:00:00 slack #incidents: item-due/001',
    '04-08 09:00:00 slack #incidents: item-due/001',
    '04-08 09:00:00 slack U0ANA: item-due/001',
  ]);
  expect(reminders(story).filter((line) => line.endsWith('002'))).toEqual([
    '03-27 09:00:00 slack U0BOB: item-due/002',
    '04-03 09:00:00 slack #incidents: item-due/002',
    '04-03 09:00:00 slack U0ANA: item-due/002',
    '04-03 09:00:00 slack U0BOB: item-due/002',
  ]);
});

test('an item that stays overdue is told on to 150 people, each once, though one transaction holds 100 rows', async () => {
  const people = structuredClone(tracktion.people);
  const crowd = Array.from({ length: 150 }, (_, n) => `crowd-${n}`);
  for (const id of crowd)
    people.people[id] = { name: id, email: `${id}@tracktion.example`, slack: id.toUpperCase(), channels: ['email'] };
  people.targets['crowd'] = { title: 'Crowd', people: crowd, duties: [] };
  const pack = changed(({ playbook }) => {
    playbook.items.reminders = {
      at: '09:00',
      businessDay: false,
      before: [],
      escalate: { after: '7d', to: ['crowd'] },
    };
  }, 'crowd');
  const story = await filed({ pack, people });
  await change(story, second, { status: 'done' });
  await story.until('2026-03-25T09:05:00Z');
  const told = reminders(story).filter((line) => /CROWD-\d+|crowd-\d+@/.test(line));
  expect(told.length).toBe(150);
  expect(new Set(told).size).toBe(150);
  expect(await row(story, first)).not.toHaveProperty('dueAt');
});

/** A start that is answered and never becomes an execution. */
const lostStart = async () => ({ executionArn: 'lost', startDate: new Date(0) });

/** Tracktion with other reminders. */
const reminding = (more: object, zone = 'UTC'): Pack =>
  changed(({ playbook }) => {
    playbook.zone = zone;
    playbook.items.reminders = { at: '09:00', businessDay: false, before: ['1d'], ...more };
  }, `reminders-${zone}`);

test('a reminder of a Sunday comes on Monday where the playbook says so, at its time in the playbook’s zone', async () => {
  const story = await filed({ pack: reminding({ businessDay: true }, 'America/New_York') });
  await change(story, first, { due: '2026-03-16' });
  await change(story, second, { due: '2026-03-17' });
  await story.until('2026-03-20T12:00:00Z');
  expect(reminders(story)).toEqual([
    '03-16 13:00:00 slack #incidents: item-due/001',
    '03-16 13:00:00 slack #incidents: item-due/002',
  ]);
  const sunday = await filed({ pack: reminding({}) });
  await change(sunday, first, { due: '2026-03-16' });
  await sunday.until('2026-03-16T23:00:00Z');
  expect(reminders(sunday)).toEqual(['03-15 09:00:00 slack #incidents: item-due/001']);
});

test('a clock that is lost is found by the sweeper; one that rings twice, or too early, tells nobody anything again', async () => {
  const story = await filed({ pack: reminding({}) });
  const start = story.world.executions.start.bind(story.world.executions);
  story.world.executions.start = lostStart;
  await change(story, second, { status: 'done' });
  await story.until('2026-03-17T09:00:40Z');
  expect(reminders(story)).toEqual([]);
  expect(await story.run(() => sweep(story.world.ports))).toMatchObject({ takenUp: { item: 1 }, failed: 0 });
  expect(reminders(story)).toEqual(['03-17 09:00:40 slack #incidents: item-due/001']);
  story.world.executions.start = start;
  const { executions } = story.world.ports;
  const input = { kind: 'item', id: first, due: '2026-03-17T09:00:00Z' };
  await story.run(() => executions.start('deadline', 'again', input));
  await story.run(() => executions.start('deadline', 'once-more', { ...input, due: '2026-03-17T09:00:41Z' }));
  await story.until('2026-03-18T12:00:00Z');
  expect(reminders(story).length).toBe(1);
});

test('of reminders that fell due while nothing ran, the owner gets the last alone', async () => {
  const story = await filed({ pack: reminding({ before: ['2d', '1d', '0d'], overdue: { every: '1d', times: 3 } }) });
  await change(story, second, { status: 'done' });
  const { sent } = story.world;
  const before = sent.length;
  // every clock is lost for days
  story.world.executions.start = lostStart;
  await story.until('2026-03-20T12:00:00Z');
  expect(sent.length).toBe(before);
  await story.run(() => sweep(story.world.ports));
  expect(reminders(story)).toEqual(['03-20 12:00:00 slack #incidents: item-due/001']);
  expect((await lines(story)).at(-1)).toContain('is overdue since 2026-03-18 (playbook.yaml');
  expect(await row(story, first)).toMatchObject({ nextDue: '2026-03-21T09:00:00Z' });
});

test('a reminder that waits for its channel is not sent any more once the item is done', async () => {
  let down = false;
  const story = await filed({ fault: (tool) => (down && tool === 'slack' ? new Unreachable('refused') : undefined) });
  await story.until('2026-03-17T08:59:00Z');
  down = true;
  await story.until('2026-03-17T09:05:00Z');
  await change(story, first, { status: 'done' });
  down = false;
  await story.until('2026-03-17T12:00:00Z');
  expect(reminders(story)).toEqual([]);
  expect(await lines(story)).toContain(
    `03-17 09:00:00 | #incidents | ${first} (Monitoring alerts) is due on 2026-03-18 (playbook.yaml)`,
  );
});

test('an item that the release before has filed is shown, changed, and reminded of from its next due date on', async () => {
  const story = await filed();
  const stored = (await row(story, first)) ?? { pk: '', sk: '' };
  const { since: _, planned: __, nextDue: ___, duePk: ____, dueAt: _____, version: ______, ...before } = stored;
  await story.run(() => story.world.table.write([{ put: before }]));
  await change(story, second, { status: 'done' });
  await change(story, first, { due: '2026-04-15', owner: 'bob' });
  expect(await row(story, first)).toMatchObject({ version: 1, nextDue: '2026-04-14T09:00:00Z' });
  await story.until('2026-04-15T12:00:00Z');
  expect(reminders(story)).toEqual(['04-14 09:00:00 slack U0BOB: item-due/001']);
});
