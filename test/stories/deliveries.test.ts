import { expect, test } from 'vitest';
import { memoryTable } from '#adapters/memory/table';
import { tryInTurn } from '#app/outbox/attempt';
import type { Outgoing } from '#app/outbox/message';
import type { Channel, Http } from '#app/ports';
import { NoAnswer, RateLimited, Unreachable } from '#core/errors';
import { textOf } from '#core/json';
import { pagerduty } from '#plugins/channels/pagerduty/channel';
import { oneAttempt } from '#plugins/sdk-error';
import { portsOn, type Sent } from '#test/ports';
import { changed, highErrorRate, Story } from '#test/story';

const id = 'INC-20260311-7720';
const isPage = (m: Outgoing) => m.kind === 'page';
const at = (time: string) => new Date(`2026-03-11T${time}Z`);
const isAlice = (to: readonly string[]) => to.some((address) => /alice|15550101/.test(address));

test('SMS loses its answers for 15 min: at most five texts of one page, labelled, and the next channel takes it', async () => {
  const story: Story = new Story({
    fault: (tool, m, to) => {
      if (!isPage(m) || !isAlice(to)) return undefined;
      const now = story.world.clock.now();
      if (tool === 'sms') return now < at('14:17:00') ? new NoAnswer('timed out') : undefined;
      if (tool === 'email') return now < at('14:12:00') ? new Unreachable('refused') : undefined;
      return new Unreachable('refused');
    },
  });
  story.world.everyMinuteSweep(at('15:00:00'));
  await story.signal(highErrorRate);
  await story.until('14:40');
  const mine = story.world.sent.filter(({ to, message }) => isAlice(to) && message.key === `${id}.1.P1-first.0.alice`);
  const texts = mine.filter(({ channel }) => channel === 'sms').map(({ message }) => message.mayBeRepeat);
  expect(texts).toEqual([false, true, true, true, true]);
  expect(
    mine.filter(({ channel }) => channel !== 'sms').map(({ channel, message }) => [channel, message.mayBeRepeat]),
  ).toEqual([['email', true]]);
});

test('Slack is down for 52 min: at most three lines on the timeline say so, and each message arrives once, in order', async () => {
  const story: Story = new Story({
    fault: (tool) =>
      tool === 'slack' && story.world.clock.now() < at('14:54:00') ? new Unreachable('connection refused') : undefined,
  });
  story.world.everyMinuteSweep(at('16:00:00'));
  await story.signal(highErrorRate);
  await story.until('15:10');
  const lines = (await story.why(['note'])).filter((line) => line.includes('slack'));
  expect(lines.length).toBeGreaterThanOrEqual(1);
  expect(lines.length).toBeLessThanOrEqual(3);
  const slack = story.world.sent.filter(({ channel }) => channel === 'slack');
  const keys = slack.map(({ message }) => message.key);
  expect(keys.length).toBe(new Set(keys).size);
  const rows = story.world.table
    .dump()
    .filter(({ sk, message }) => sk.startsWith('O#send#') && /"place":"incidents"/.test(JSON.stringify(message)));
  expect(rows.filter((row) => row['settled'] === undefined)).toEqual([]);
  const incidents = slack.filter(({ to }) => to[0] === '#incidents').map(({ message }) => message.key);
  const seqOf = (key: string) =>
    (rows.find((row) => row['key'] === key)?.['message'] as { seq: number } | undefined)?.seq ?? -1;
  const order = incidents.map(seqOf);
  expect(order.length).toBeGreaterThan(3);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(rows.map((row) => textOf(row['settled'])).filter((how) => how === 'accepted').length).toBe(order.length);
});

test('P1 is lowered to P4 while every channel is down: no page of P1 afterwards', async () => {
  const story: Story = new Story({
    fault: (_, m) => (isPage(m) && story.world.clock.now() < at('14:10:00') ? new Unreachable('refused') : undefined),
  });
  story.world.everyMinuteSweep(at('15:30:00'));
  await story.signal(highErrorRate);
  await story.until('14:05');
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P4', reason: 'only the demo account' });
  await story.until('15:00');
  expect(story.pages()).toEqual([]);
});

/** Lets a channel take its time, on the story's clock. */
function slowed(story: Story, tool: string, ms: number): void {
  const { channels } = story.world.ports;
  const channel = channels[tool];
  if (channel === undefined) throw new Error(`no channel ${tool}`);
  const slow: Channel = {
    send: async (...given) => {
      await story.world.clock.sleep(ms);
      return channel.send(...given);
    },
  };
  story.world.ports.channels = { ...channels, [tool]: slow };
}

test('two words for the status page at one moment, and a provider that takes 20 ms: one incident there', async () => {
  const pack = changed((p) => {
    for (const rule of p.playbook.communication)
      if ('id' in rule && ['page-investigating', 'page-identified'].includes(rule.id)) {
        rule.on = 'opened';
        rule.if = undefined;
      }
  });
  const story = new Story({ pack });
  const made: string[] = [];
  slowed(story, 'statuspage', 20);
  const { statuspage } = story.world.ports.channels;
  if (statuspage === undefined) throw new Error('no status page');
  const counted: Channel = {
    send: async (message, to, refs) => {
      if (Object.keys(refs).length === 0) made.push(message.key);
      return statuspage.send(message, to, refs);
    },
  };
  story.world.ports.channels = { ...story.world.ports.channels, statuspage: counted };
  await story.signal(highErrorRate);
  await story.until('14:04');
  const words = story.world.sent.flatMap(({ message: m }) =>
    m.kind === 'notice' && m.key.includes('.page-') ? [m.key.split('.')[3]] : [],
  );
  expect(words.at(-1)).toBe('page-identified');
  expect(made.length).toBe(1);
});

/** What PagerDuty hears, by its own wire format: time, action, key. */
async function heard(
  story: Story,
  answer: () => { status: number } | Error = () => ({ status: 202 }),
): Promise<string[]> {
  const events: string[] = [];
  const { connect } = await pagerduty.load();
  const send: Http['send'] = async ({ body = '' }) => {
    const { event_action: action, dedup_key: key } = JSON.parse(body);
    const answered = answer();
    if (answered instanceof Error) throw answered;
    events.push(`${story.world.clock.now().toISOString().slice(11, 16)} ${action} ${key}`);
    return { ...answered, headers: {}, body: '{}' };
  };
  const real = connect({
    http: () => ({ send }),
    secrets: { get: async (name) => name },
    env: {},
    aws: oneAttempt,
    topicArn: () => undefined,
  });
  story.world.ports.channels = { ...story.world.ports.channels, pagerduty: real };
  return events;
}

test('acknowledged, then ended: PagerDuty hears both for each of its pages, under the key of the page', async () => {
  const story = new Story();
  const events = await heard(story);
  await story.signal(highErrorRate);
  await story.until('14:03');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:20');
  await story.say({ do: 'resolve', by: 'alice', as: 'false-alarm', reason: 'a load test' });
  await story.until('14:25');
  const ofPages = events.filter((event) => event.includes('.P1-'));
  expect(ofPages.slice(0, 2)).toEqual([
    `14:02 trigger ${id}.1.P1-first.0.alice`,
    `14:02 trigger ${id}.1.P1-first.0.dana`,
  ]);
  expect(ofPages.slice(2).sort()).toEqual([
    `14:03 acknowledge ${id}.1.P1-first.0.alice`,
    `14:03 acknowledge ${id}.1.P1-first.0.dana`,
    `14:20 resolve ${id}.1.P1-first.0.alice`,
    `14:20 resolve ${id}.1.P1-first.0.dana`,
  ]);
});

test('a page that is on its way when somebody acknowledges makes an alert, and that one is acknowledged too', async () => {
  const story = new Story();
  const events = await heard(story);
  slowed(story, 'pagerduty', 4000);
  await story.signal(highErrorRate);
  await story.until('14:02:01');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:04');
  expect(events.filter((event) => event.endsWith('.alice')).map((event) => event.split(' ')[1])).toEqual([
    'trigger',
    'acknowledge',
  ]);
});

test('PagerDuty is down when the incident is acknowledged and ended: it hears of the end later, of nothing that is over, with one line', async () => {
  let down = false;
  const story = new Story();
  const events = await heard(story, () => (down ? new Unreachable('refused') : { status: 202 }));
  await story.signal(highErrorRate);
  await story.until('14:03');
  down = true;
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:10');
  await story.say({ do: 'resolve', by: 'alice', as: 'false-alarm', reason: 'a load test' });
  await story.until('14:15');
  down = false;
  await story.until('14:20');
  const later = events.filter((event) => event.includes('.P1-first.')).slice(2);
  expect(later.map((event) => event.slice('14:15 '.length)).sort()).toEqual([
    `resolve ${id}.1.P1-first.0.alice`,
    `resolve ${id}.1.P1-first.0.dana`,
  ]);
  expect((await story.why(['note'])).filter((line) => line.includes('pagerduty'))).toEqual([
    expect.stringMatching(/^14:03:00 .* pagerduty failed \(Unreachable\): refused; messages wait/),
    expect.stringMatching(/pagerduty takes messages again$/),
  ]);
});

test('a provider that asks for patience gets it: the page is tried when the first channel may be called again', async () => {
  const story: Story = new Story({
    fault: (tool, m, to) =>
      isPage(m) && isAlice(to) && story.world.clock.now() < at('14:09:00')
        ? new RateLimited('429', tool === 'sms' ? 300 : 900)
        : undefined,
  });
  let tries = 0;
  const { pagerduty: channel, ...others } = story.world.ports.channels;
  if (channel === undefined) throw new Error('no PagerDuty');
  const counted: Channel = {
    send: (message, to, refs) => {
      if (message.key.endsWith('P1-first.0.alice')) tries += 1;
      return channel.send(message, to, refs);
    },
  };
  story.world.ports.channels = { ...others, pagerduty: counted };
  story.world.everyMinuteSweep(at('15:00:00'));
  await story.signal(highErrorRate);
  await story.until('14:15');
  const sent = story.world.sent.filter(({ to, message }) => isAlice(to) && message.key.endsWith('P1-first.0.alice'));
  expect(tries).toBe(1);
  // 300 s and up to a quarter more after 14:02, then once more after 14:09
  expect(sent.map(({ channel: tool }) => tool)).toEqual(['sms']);
});

test('a worker that dies after it has sent: the repeat adds its own line, and the line of the first stays as it was', async () => {
  const killed = new Set<string>();
  const story = new Story({
    table: {
      fail: ({ call, moment, writes }) => {
        const settled = writes.flatMap((w) =>
          'update' in w && w.set?.['settled'] === 'accepted' ? [w.update.sk] : [],
        );
        const [sk] = settled;
        if (sk === undefined || call !== 'write' || moment !== 'before') return undefined;
        if (!/alice|opened\.opened/.test(sk) || killed.has(sk)) return undefined;
        killed.add(sk);
        return new Error('the worker was killed');
      },
    },
  });
  story.world.everyMinuteSweep(at('14:10:00'));
  await story.signal(highErrorRate);
  await story.until('14:05');
  const rule = (line: string) => line.replace(/ \(playbook.yaml:\d+\)/, '');
  expect((await story.why(['page'])).filter((line) => line.includes('alice')).map(rule)).toEqual([
    '14:02:00 | primary_oncall/alice | rule P1-first: at once',
    '14:03:10 | primary_oncall/alice | rule P1-first: at once (may be a repeat)',
  ]);
  const opening = story.world.table
    .dump()
    .flatMap(({ sk, event }) =>
      sk.startsWith('N#sent-') && sk.includes('.opened.opened.') ? [event as { because: string }] : [],
    );
  expect(opening.map(({ because }) => because.includes('may be a repeat'))).toEqual([false, true]);
});

test('a person whom two rules page in one turn gets one page with both reasons, silenced only when both are', async () => {
  const pack = changed((p) => {
    p.playbook.escalation.push({
      id: 'P1-until-resolved',
      if: { severity: 'P1' },
      unless: 'resolved',
      do: { page: 'primary_oncall' },
    });
  });
  const story: Story = new Story({
    pack,
    fault: (_, m, to) =>
      isPage(m) && isAlice(to) && story.world.clock.now() < at('14:10:00') ? new Unreachable('refused') : undefined,
  });
  story.world.everyMinuteSweep(at('15:00:00'));
  await story.signal(highErrorRate);
  await story.until('14:05');
  await story.say({ do: 'acknowledge', by: 'dana' });
  await story.until('14:30');
  const alice = story.world.sent.filter(({ to, message }) => isPage(message) && isAlice(to));
  expect(alice.map(({ message }) => message.key)).toEqual([`${id}.1.P1-first.0.alice`]);
  const reasons = (await story.why(['page'])).filter((line) => line.includes('| primary_oncall/alice |'));
  expect(reasons.length).toBe(1);
  expect(reasons[0]).toContain('rule P1-first: at once');
  expect(reasons[0]).toContain('rule P1-until-resolved: at once');
});

test('a worker dies after Slack has taken a message, and Slack is down when another takes over: the next one that arrives says that it may be a repeat', async () => {
  let dies = true;
  const story: Story = new Story({
    fault: (tool) => {
      const now = story.world.clock.now();
      return tool === 'slack' && now > at('14:02:10') && now < at('14:05:00') ? new Unreachable('refused') : undefined;
    },
    table: {
      // the first message is taken, and its sender writes nothing any more
      fail: ({ call, moment, writes }) => {
        const sent = story.world.sent.some(({ channel }) => channel === 'slack');
        const settles = writes.some((write) => JSON.stringify(write).includes('MessageSent'));
        if (!dies || call !== 'write' || moment !== 'before' || !sent || !settles) return undefined;
        dies = false;
        return new Error('the worker died');
      },
    },
  });
  story.world.everyMinuteSweep(at('15:00:00'));
  await story.signal(highErrorRate);
  await story.until('14:20');
  const first = story.world.sent.find(({ channel }) => channel === 'slack')?.message.key;
  const all = story.world.sent.filter(({ message }) => message.key === first).map(({ message }) => message.mayBeRepeat);
  expect(all).toEqual([false, true]);
});

test('what goes wrong before a channel is asked cannot have arrived, and is no outage of the channel', async () => {
  const table = memoryTable();
  const sent: Sent = { messages: [], to: [] };
  const key = { pk: id, sk: 'O#send#x' };
  const row = { ...key, key: 'x', createdAt: '2026-03-11T14:02:00Z' };
  await table.write([{ put: row }]);
  const way = { tool: 'slack', to: { addresses: ['U1'] }, refs: {} };
  const broken = async () => Promise.reject(new Error('the table is throttled'));
  const round = await tryInTurn(portsOn(table, sent), key, { row, mayBeRepeat: false, n: 1 }, 'message', [way], broken);
  expect(round).toMatchObject({
    failures: [{ tool: 'slack', outage: false, words: expect.stringContaining('the table is throttled') }],
    left: [{ failed: 1, uncertain: 0 }],
  });
  expect(await table.get(key)).not.toHaveProperty('ambiguous');
  expect(sent.messages).toEqual([]);
});
