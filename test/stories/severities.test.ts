import { expect, test } from 'vitest';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import { highErrorRate, Story } from '#test/story';

/** An incident of a severity by an alarm's value; nothing can be measured, and nobody answers. */
async function declared(severity: string, day?: string): Promise<Story> {
  const story = new Story(day === undefined ? {} : { day });
  // by hand, so that no count of components raises it: with nothing read all five count as down
  await story.run(async () => {
    const answer = await declare(story.world.ports, `declare-${severity}`, 'piet', { title: 'Something', severity });
    story.id = textOf(answer['id']);
  });
  return story;
}

/** A system in which nothing is down, so that triage raises nothing. */
function healthy(story: Story): Story {
  story.world.measuring = true;
  story.world.demoService.setState({ errorRate: 7, p95Ms: 500 });
  return story;
}

const pagesOf = (story: Story) => story.lines(['page']);

test('P1, nobody answers: 0, 5, 15, 60, 65 and 120 min', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.until('17:02');
  expect(await pagesOf(story)).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:02:00 page oncall_manager/dana',
    '14:07:00 page secondary_oncall/bob',
    '14:17:00 page engineering_manager/ana',
    '15:02:00 page vp_engineering/vera',
    '15:02:00 page cto/colin',
    '15:07:00 page oncall_manager/dana',
    '16:02:00 page ceo/elena',
    '16:02:00 page vp_engineering/vera',
    '16:02:00 page cto/colin',
  ]);
  expect(await story.lines(['deadline-missed'])).toEqual([
    '14:04:00 deadline-missed 5 tasks within 2m',
    '14:06:00 deadline-missed 5 tasks within 4m',
    '14:07:00 deadline-missed acknowledge within 5m',
    '14:07:00 deadline-missed 5 tasks within 5m',
    '14:32:00 deadline-missed first update to customers',
    '15:02:00 deadline-missed resolve within 1h',
  ]);
});

test('P2, nobody answers: the primary at once, the lead told, rule B and the secondary at 30, rule C at 60, the manager at 90', async () => {
  const story = healthy(new Story());
  await story.signal({ ...highErrorRate, value: 7 });
  await story.until('18:30');
  expect(await pagesOf(story)).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:32:00 page secondary_oncall/bob',
    '14:32:00 page team_lead/tom',
    '15:02:00 page vp_engineering/vera',
    '15:02:00 page cto/colin',
    '15:32:00 page oncall_manager/dana',
  ]);
  expect(story.sent((s) => s.to[0] === 'U0TOM')).toEqual([
    '14:02:00 slack U0TOM: escalated/escalated',
    // half an hour without progress
    '14:32:00 slack U0TOM: escalated/escalated',
  ]);
  expect(await story.lines(['deadline-missed'])).toEqual([
    '14:04:00 deadline-missed 5 tasks within 2m',
    '14:06:00 deadline-missed 5 tasks within 4m',
    '14:07:00 deadline-missed 5 tasks within 5m',
    '14:17:00 deadline-missed acknowledge within 15m',
    '14:32:00 deadline-missed first update to customers',
    '18:02:00 deadline-missed resolve within 4h',
  ]);
});

test('P3, nobody answers: 0, 30 and 90 min; target 1 h and 24 h; updates every half hour', async () => {
  const story = healthy(await declared('P3'));
  await story.until('2026-03-12T14:02:00Z');
  expect(await pagesOf(story)).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:32:00 page secondary_oncall/bob',
    '15:32:00 page oncall_manager/dana',
  ]);
  expect(await story.lines(['deadline-missed'])).toEqual([
    '14:04:00 deadline-missed 5 tasks within 2m',
    '14:06:00 deadline-missed 5 tasks within 4m',
    '14:07:00 deadline-missed 5 tasks within 5m',
    '14:32:00 deadline-missed first update to customers',
    '15:02:00 deadline-missed acknowledge within 1h',
    '03-12 14:02:00 deadline-missed resolve within 24h',
  ]);
  expect((await story.lines(['update-due'])).slice(0, 5)).toEqual([
    '14:17:00 update-due #incidents (first customers)',
    '14:32:00 update-due #incidents (internal)',
    '14:47:00 update-due #incidents (customers)',
    '15:02:00 update-due #incidents (internal)',
    '15:17:00 update-due #incidents (customers)',
  ]);
});

test('P4 pages nobody: its owner is told, the response target is the next business day at 09:00, the other a week', async () => {
  // a Friday
  const story = healthy(await declared('P4', '2026-03-13'));
  await story.until('2026-03-21T00:00:00Z');
  expect(story.pages()).toEqual([]);
  expect(await story.lines(['deadline-missed'])).toEqual([
    '03-16 09:00:00 deadline-missed acknowledge within next-business-day',
    '03-20 14:02:00 deadline-missed resolve within 1w',
  ]);
});

test('raised from P2 to P1 at minute 20, unacknowledged: clocks start anew, P1 is paged at once, nothing is recalled', async () => {
  const story = healthy(new Story());
  await story.signal({ ...highErrorRate, value: 7 });
  await story.until('14:22');
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P1', reason: 'all users' });
  await story.until('16:10');
  expect(await pagesOf(story)).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:22:00 page primary_oncall/alice',
    '14:22:00 page oncall_manager/dana',
    '14:27:00 page secondary_oncall/bob',
    '14:37:00 page engineering_manager/ana',
    // unless resolved: from the opening
    '15:02:00 page vp_engineering/vera',
    '15:02:00 page cto/colin',
    '15:27:00 page oncall_manager/dana',
    '16:02:00 page ceo/elena',
    '16:02:00 page vp_engineering/vera',
    '16:02:00 page cto/colin',
  ]);
  expect(await story.lines(['deadline-missed'])).toEqual([
    '14:04:00 deadline-missed 5 tasks within 2m',
    '14:06:00 deadline-missed 5 tasks within 4m',
    '14:07:00 deadline-missed 5 tasks within 5m',
    '14:17:00 deadline-missed acknowledge within 15m',
    '14:27:00 deadline-missed acknowledge within 5m',
    '14:32:00 deadline-missed first update to customers',
    '15:02:00 deadline-missed resolve within 1h',
  ]);
  // P1 has a war room; it is owed by the change
  expect(story.sent((s) => s.message.kind === 'room')).toEqual([
    '14:22:00 slack incident-inc-20260311-7720: room-opened/room-opened',
  ]);
});

test('raised at minute 130 after an acknowledgement: only the newly named are paged, and what is past fires at once, once', async () => {
  const story = healthy(new Story());
  await story.signal({ ...highErrorRate, value: 7 });
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('16:12');
  await story.say({ do: 'set-severity', by: 'alice', severity: 'P1', reason: 'it spreads' });
  await story.until('18:30');
  expect(await pagesOf(story)).toEqual([
    '14:02:00 page primary_oncall/alice',
    '15:02:00 page vp_engineering/vera',
    '15:02:00 page cto/colin',
    // P1-first names the manager for the first time; alice was paged before and has acknowledged
    '16:12:00 page oncall_manager/dana',
    // rule D was past: at once, once
    '16:12:00 page ceo/elena',
    '16:12:00 page vp_engineering/vera',
    '16:12:00 page cto/colin',
  ]);
  expect(await story.lines(['deadline-missed'])).toEqual([
    '14:04:00 deadline-missed 5 tasks within 2m',
    '14:06:00 deadline-missed 5 tasks within 4m',
    '14:07:00 deadline-missed 5 tasks within 5m',
    '14:32:00 deadline-missed first update to customers',
    '16:12:00 deadline-missed resolve within 1h',
  ]);
  const { acknowledged, roles } = await story.incident();
  expect({ acknowledged, roles }).toEqual({
    acknowledged: { at: '2026-03-11T14:10:00.000Z', by: 'alice', roles: ['IC'] },
    roles: { IC: 'alice' },
  });
});

test('lowered from P1 to P3 at minute 10: what was pending is cancelled, nothing is recalled, clocks start anew', async () => {
  const story = healthy(new Story());
  await story.signal(highErrorRate);
  await story.until('14:12');
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P3', reason: 'one page is slow' });
  await story.until('16:30');
  expect(await pagesOf(story)).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:02:00 page oncall_manager/dana',
    '14:07:00 page secondary_oncall/bob',
    // what a lowering would make due at once is passed over: alice was paged at 14:02
    '14:42:00 page secondary_oncall/bob',
    '15:42:00 page oncall_manager/dana',
  ]);
  // what was promised as a P1 stands, and then the cadence is that of P3
  expect((await story.lines(['update-due'])).slice(0, 3)).toEqual([
    '14:17:00 update-due #incidents (internal)',
    '14:17:00 update-due #incidents (first customers)',
    '14:47:00 update-due #incidents (internal)',
  ]);
});

test('triage raises P2 to P1: three components down are P1, whatever the alarm said, and both are on the record', async () => {
  const story = new Story({ readingTakes: () => 60_000 });
  story.world.measuring = true;
  story.world.demoService.setState({
    components: { 'analysis-service': 'down', 'tracklist-service': 'down', database: 'down' },
    errorRate: 7,
  });
  await story.signal({ ...highErrorRate, value: 7 });
  await story.until('14:03:30');
  expect(await story.lines(['severity', 'page'])).toEqual([
    '14:02:00 severity P2',
    '14:02:00 page primary_oncall/alice',
    '14:03:00 severity P1',
    '14:03:00 page primary_oncall/alice',
    '14:03:00 page oncall_manager/dana',
  ]);
});

test('an alarm without a value opens at the lower severity of its rule; without a rule at P3', async () => {
  const { value: _, ...bare } = highErrorRate;
  const lower = healthy(new Story());
  await lower.signal(bare);
  expect((await lower.incident()).severity).toBe('P2');
  const { rule: __, ...unnamed } = bare;
  const none = healthy(new Story());
  await none.signal(unnamed);
  expect((await none.incident()).severity).toBe('P3');
});
