import { expect, test } from 'vitest';
import type { Outgoing } from '#app/outbox/message';
import { sendPage } from '#app/outbox/send-page';
import { keys } from '#app/store/keys';
import { NoAnswer, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { sweep } from '#lambdas/sweep/sweep';
import { changed, highErrorRate, Story, tracktion } from '#test/story';
import { broken, worked } from '#test/worked';

const id = 'INC-20260311-7720';
const isPage = (m: Outgoing) => m.kind === 'page';
const statusOf = (m: Outgoing) => (m.kind === 'notice' ? m.public.status : undefined);

test('a channel that refuses a page is followed by the next in the same breath, and the timeline says why', async () => {
  const story = new Story({
    fault: (tool, m) => (tool === 'pagerduty' && isPage(m) ? new Unreachable('connection refused') : undefined),
  });
  await story.signal(highErrorRate);
  expect(story.pages()).toEqual(['14:02:00 sms +15550101: page P1-first', '14:02:00 sms +15550103: page P1-first']);
  const lines = (await story.why(['page', 'note'])).filter((l) => !l.includes('| - |'));
  expect(lines.map((l) => l.replace(/ \(playbook.yaml:\d+\)/, ''))).toEqual([
    '14:02:00 | primary_oncall/alice | page by pagerduty failed (Unreachable): connection refused',
    '14:02:00 | primary_oncall/alice | rule P1-first: at once',
    '14:02:00 | oncall_manager/dana | page by pagerduty failed (Unreachable): connection refused',
    '14:02:00 | oncall_manager/dana | rule P1-first: at once',
  ]);
});

test.each([
  ['Undeliverable', new Undeliverable('the key was revoked')],
  ['RateLimited', new RateLimited('429', 30)],
])('%s on the first channel goes to the next at once', async (_, error) => {
  const story = new Story({ fault: (tool, m) => (tool === 'pagerduty' && isPage(m) ? error : undefined) });
  await story.signal(highErrorRate);
  expect(story.pages().length).toBe(2);
  expect(story.pages().every((page) => page.includes(' sms '))).toBe(true);
});

test('an error that no channel promised does not stop the page: the next channel is taken at once, as a repeat that may be one', async () => {
  const broken = new TypeError('the secret is not what it was');
  const story = new Story({ fault: (tool, m) => (tool === 'pagerduty' && isPage(m) ? broken : undefined) });
  await story.signal(highErrorRate);
  expect(story.pages()).toEqual([
    '14:02:00 sms +15550101: page P1-first (may be a repeat)',
    '14:02:00 sms +15550103: page P1-first (may be a repeat)',
  ]);
});

test('a template that cannot be rendered sends the bare facts, and the timeline says that they are bare', async () => {
  const pack = changed((p) => {
    p.templates['opened'] = '{{ incident.id | nothing }}';
  });
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  const thread = story.world.sent.find((s) => s.message.key.includes('.opened.'));
  expect(thread?.message.text).toBe('P1 INC-20260311-7720: High error rate: Audio analysis (investigating)');
  const bare = (await story.why(['note'])).filter((line) => line.includes('bare facts'));
  expect(bare).toEqual([
    '14:02:00 | #incidents | bare facts sent: template opened: undefined filter: nothing, line:1, col:1',
  ]);
});

test('a lost answer: the next channel is taken, its page says that it may be a repeat, and so does the timeline', async () => {
  const story = new Story({
    fault: (tool, _, to) =>
      tool === 'pagerduty' && to[0] === 'pagerduty-alice' ? new NoAnswer('timed out') : undefined,
  });
  await story.signal(highErrorRate);
  expect(story.pages()).toEqual([
    '14:02:00 pagerduty pagerduty-alice: page P1-first',
    '14:02:00 pagerduty pagerduty-dana: page P1-first',
    '14:02:00 sms +15550101: page P1-first (may be a repeat)',
  ]);
  expect((await story.why(['page'])).map((l) => [l.includes('alice'), l.includes('(may be a repeat)')])).toEqual([
    [true, true],
    [false, false],
  ]);
});

test('nobody can be reached for a while: the catch-all is paged at once, the page is tried again, and is sent once', async () => {
  const story = new Story({
    fault: (_, m, to) =>
      isPage(m) &&
      to.some((address) => /alice|15550101/.test(address)) &&
      story.world.clock.now() < new Date('2026-03-11T14:03:00Z')
        ? new Unreachable('refused')
        : undefined,
  });
  await story.signal(highErrorRate);
  await story.until('14:04');
  expect(story.pages()).toEqual([
    '14:02:00 pagerduty pagerduty-dana: page P1-first',
    '14:02:00 pagerduty pagerduty-dana: page undelivered-P1-first-alice',
    '14:03:45 pagerduty pagerduty-alice: page P1-first',
  ]);
  expect((await story.lines(['escalation'])).slice(0, 2)).toEqual([
    '14:02:00 escalation primary_oncall, oncall_manager',
    '14:02:00 escalation oncall_manager',
  ]);
  expect(story.world.dead).toEqual([]);
});

test('every channel of everybody fails: each page is tried again and again, none begets page after page; mended, each goes out', async () => {
  let down = true;
  let tries = 0;
  const story = new Story({
    fault: (tool, m) => {
      if (!down || !isPage(m)) return undefined;
      if (tool === 'pagerduty' && m.key.endsWith('P1-first.0.alice')) tries += 1;
      return new Unreachable('refused');
    },
  });
  await story.signal(highErrorRate);
  await story.until('14:06:50');
  // after 0, 14, 42, 98, 154, 210 and 266 s
  expect(tries).toBe(7);
  expect(story.world.dead).toEqual([]);
  expect(story.world.table.dump().filter((r) => r.sk.startsWith('O#page#')).length).toBe(3);
  const lines = (await story.why(['note'])).filter((line) => line.includes('primary_oncall/alice'));
  expect(lines).toEqual([
    '14:02:00 | primary_oncall/alice | page by pagerduty failed (Unreachable): refused',
    '14:02:00 | primary_oncall/alice | page by sms failed (Unreachable): refused',
    '14:02:00 | primary_oncall/alice | page by email failed (Unreachable): refused',
  ]);
  down = false;
  await story.until('14:08');
  expect(
    story
      .pages()
      .map((page) => page.slice('14:07:00 '.length))
      .sort(),
  ).toEqual([
    'pagerduty pagerduty-alice: page P1-first',
    'pagerduty pagerduty-bob: page P1-secondary',
    'pagerduty pagerduty-dana: page P1-first',
    'pagerduty pagerduty-dana: page undelivered-P1-first-alice',
  ]);
});

test('texts that are never answered, and no other channel: the page is given up, with a line, the catch-all and a dead letter', async () => {
  const people = structuredClone(tracktion.people);
  const alice = people.people['alice'];
  if (alice === undefined) throw new Error('no alice');
  alice.channels = ['sms'];
  const story = new Story({
    people,
    fault: (tool, m) => (tool === 'sms' && isPage(m) ? new NoAnswer('timed out') : undefined),
  });
  await story.signal(highErrorRate);
  await story.until('14:25');
  const texts = story.pages().filter((page) => page.includes(' sms '));
  expect(texts.length).toBe(5);
  expect(texts.slice(1).every((text) => text.endsWith('page P1-first (may be a repeat)'))).toBe(true);
  expect((await story.why(['note', 'escalation'])).filter((line) => line.includes('imed out'))).toEqual([
    '14:02:00 | primary_oncall/alice | page by sms failed (NoAnswer): timed out',
    '14:02:00 | oncall_manager | page to primary_oncall/alice not delivered: sms failed (NoAnswer): timed out',
    expect.stringContaining('| primary_oncall/alice | page given up: sms failed (NoAnswer): timed out'),
  ]);
  expect(story.pages().filter((page) => page.includes('undelivered-P1-first-alice'))).toEqual([
    '14:02:00 pagerduty pagerduty-dana: page undelivered-P1-first-alice',
  ]);
  expect(story.world.dead.map((d) => [d.queue, (d.body as { sk: string }).sk])).toEqual([
    ['page', `O#page#${id}.1.P1-first.0.alice`],
  ]);
});

test('who has acknowledged is not woken by what could not be delivered before', async () => {
  const story = new Story({
    fault: (_, m) =>
      isPage(m) && story.world.clock.now() < new Date('2026-03-11T14:03:00Z') ? new Unreachable('refused') : undefined,
  });
  await story.signal(highErrorRate);
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.until('14:30');
  expect(story.pages()).toEqual([]);
});

test('a worker that dies after it has sent: the lease runs out, the page is sent again and says that it may be a repeat', async () => {
  let die = true;
  const story = new Story({
    table: {
      fail: ({ call, moment, writes }) => {
        const settles = writes.some(
          (w) => 'update' in w && w.set?.['settled'] === 'accepted' && w.update.sk.includes('alice'),
        );
        if (!die || call !== 'write' || moment !== 'before' || !settles) return undefined;
        die = false;
        return new Error('the worker was killed');
      },
    },
  });
  await story.signal(highErrorRate);
  await story.until('14:04');
  expect(story.pages().filter((page) => page.includes('alice'))).toEqual([
    '14:02:00 pagerduty pagerduty-alice: page P1-first',
    '14:03:10 pagerduty pagerduty-alice: page P1-first (may be a repeat)',
  ]);
  const keysSent = story.world.sent.filter((s) => s.to[0] === 'pagerduty-alice').map((s) => s.message.key);
  // the same key, so PagerDuty keeps one alert
  expect(new Set(keysSent).size).toBe(1);
});

test('a message channel that is down: messages are tried again and arrive later, once each; pages are not held up', async () => {
  const down = (tool: string) => tool === 'slack' && story.world.clock.now() < new Date('2026-03-11T14:12:00Z');
  const story: Story = new Story({ fault: (tool) => (down(tool) ? new Unreachable('refused') : undefined) });
  story.world.everyMinuteSweep(new Date('2026-03-11T14:20:00Z'));
  await story.signal(highErrorRate);
  await story.until('14:16');
  expect(story.pages()).toEqual([
    '14:02:00 pagerduty pagerduty-alice: page P1-first',
    '14:02:00 pagerduty pagerduty-dana: page P1-first',
    '14:07:00 pagerduty pagerduty-bob: page P1-secondary',
  ]);
  const slack = story.sent((s) => s.channel === 'slack').map((line) => line.replace(/^\S+ /, ''));
  expect(slack.sort()).toEqual([
    'slack #incidents: assessed/assessed',
    'slack #incidents: opened/opened',
    'slack #incidents: question-asked/question-asked',
    'slack #incidents: target-missed/target-missed',
    'slack #incidents: task-given/task-given',
    'slack incident-inc-20260311-7720: room-opened/room-opened',
  ]);
});

test('an old word is never put on the status page over a newer one', async () => {
  const story: Story = broken({
    fault: (tool, m) =>
      tool === 'statuspage' &&
      statusOf(m) === 'investigating' &&
      story.world.clock.now() < new Date('2026-03-11T14:04:00Z')
        ? new Unreachable('refused')
        : undefined,
  });
  await story.signal(highErrorRate);
  await story.until('14:03:10');
  await story.say({ do: 'answer', by: 'alice', question: 'resolution-type', option: 'rollback' });
  await story.until('14:06');
  expect(story.world.sent.filter((s) => s.channel === 'statuspage').map((s) => statusOf(s.message))).toEqual([
    'identified',
  ]);
});

test('a poisoned incident does not keep the sweep from the others', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.signal({ ...highErrorRate, key: 'other', service: 'tracklist-service' });
  // both clocks wait for 14:07 and die with the engine
  await story.until('14:06:30');
  // unreadable, and first in the order of the index
  const state = await story.run(() => story.world.table.get(keys.state(id)));
  await story.run(() =>
    story.world.table.write([
      {
        put: {
          ...keys.state(id),
          ...state,
          incident: 'poison',
          nextDue: '2026-03-11T13:00:00Z',
          dueAt: '2026-03-11T13:00:00Z',
        },
      },
    ]),
  );
  story.world.executions.failAll();
  // the status event of the poisoned one fails, alone, and is the business of its dead letter
  await expect(story.world.clock.settle()).rejects.toThrow('Invalid input');
  await story.until('14:09');
  const found = await story.run(() => sweep(story.world.ports));
  expect(found.failed).toBeGreaterThan(0);
  expect(await story.lines(['page'], 'INC-20260311-7720-2')).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:02:00 page oncall_manager/dana',
    '14:09:00 page secondary_oncall/bob',
  ]);
});

test('a dispatch that was lost is swept: the page leaves within two minutes', async () => {
  const story = new Story();
  const queues = { ...story.world.ports.queues };
  let lose = true;
  story.world.ports.queues.put = async (queue, bodies) => {
    if (!lose) await queues.put(queue, bodies);
  };
  story.world.everyMinuteSweep(new Date('2026-03-11T14:10:00Z'));
  await story.signal(highErrorRate);
  lose = false;
  await story.until('14:04');
  expect(story.pages()).toEqual([
    '14:03:00 pagerduty pagerduty-alice: page P1-first',
    '14:03:00 pagerduty pagerduty-dana: page P1-first',
  ]);
  await story.until('14:08');
  expect(story.pages().at(-1)).toBe('14:07:00 pagerduty pagerduty-bob: page P1-secondary');
});

test('a page brought again after it was sent sends nothing', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const rows = story.world.table.dump().filter((r) => r.sk.startsWith('O#'));
  for (const { pk, sk } of rows)
    if (sk.startsWith('O#page')) await story.run(() => sendPage(story.world.ports, { pk, sk }));
  expect(story.pages().length).toBe(2);
});

test('every message of every queue brought twice: nobody gets anything twice, nothing is done twice', async () => {
  const play = async (twice: boolean) => {
    const story = broken();
    const queues = { ...story.world.ports.queues };
    if (twice) story.world.ports.queues.put = (queue, bodies) => queues.put(queue, [...bodies, ...bodies]);
    await worked(story);
    return story;
  };
  const once = await play(false);
  const doubled = await play(true);
  expect(doubled.sent().sort()).toEqual(once.sent().sort());
  expect(doubled.world.demoService.actions().length).toBe(1);
  expect(
    await doubled.executions('lifecycle', 'detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem'),
  ).toEqual(
    await once.executions('lifecycle', 'detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem'),
  );
});
