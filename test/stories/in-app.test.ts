import { expect, test } from 'vitest';
import type { MemoryTableOptions } from '#adapters/memory/table';
import { isRecord } from '#core/json';
import type { Pack } from '#core/playbook/pack';
import type { Rule } from '#core/rules/rule';
import { inApp } from '#plugins/channels/in-app/channel';
import { providerSide } from '#test/provider-side';
import { changed, highErrorRate, Story } from '#test/story';

/** Tracktion with an application that shows its users what is wrong while it is. */
const packWith = (on: Rule['on'], more: (pack: Pack) => void = () => undefined) =>
  changed((p) => {
    p.playbook.places['app'] = {
      tool: 'in-app',
      base: 'https://api.tracktion.example',
      path: '/notices',
      secret: 'app',
      public: true,
    };
    p.playbook.communication.push(
      { id: 'app', after: '5m', unless: 'resolved', do: { tell: 'app', template: 'in-app' } },
      {
        id: 'app-changed',
        if: { told: 'app' },
        on,
        do: { tell: 'app', template: 'in-app' },
      },
    );
    p.templates['in-app'] = 'subject: Uploads may fail\n{{ incident.severity }}: we work on it.';
    more(p);
  });

/** The product's own channel, and the application's fake on the world's clock. */
async function world(
  table: MemoryTableOptions = {},
  on: Rule['on'] = ['severity-changed', 'reopened'],
  more?: (pack: Pack) => void,
) {
  let story: Story | undefined;
  const now = () => story?.world.clock.now() ?? new Date(0);
  const side = await providerSide(inApp, { now, secrets: { app: 'token' } });
  story = new Story({ pack: packWith(on, more), channels: { 'in-app': side.channel }, table });
  const notices = () => side.arrived().map(({ at, text }) => `${at.slice(11, 19)} ${text.replace(/^.*\n/, '')}`);
  return { story, side, notices };
}

test('users see it five minutes after the opening and as long as it lasts; resolved, it is gone, and back when it is opened again', async () => {
  const { story, notices } = await world();
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'one region' });
  await story.until('14:20');
  await story.recovers();
  await story.until('14:40');
  const resolvedAt = (await story.lines(['resolved']))[0]?.slice(0, 8);
  expect(notices()).toEqual(['14:07:00 P1: we work on it.', '14:10:00 P2: we work on it.', `${resolvedAt} withdrawn`]);
  await story.say({ do: 'reopen', by: 'ana', reason: 'it is back' });
  await story.until('14:43');
  expect(notices().slice(3)).toEqual(['14:40:00 P2: we work on it.']);
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'now it is' });
  await story.until('2026-03-13T18:00:00Z');
  expect(notices().slice(4)).toEqual(['14:43:00 withdrawn']);
  expect((await story.why(['message'])).filter((line) => line.includes('| app |')).at(-1)).toBe(
    '14:43:00 | app | now it is (ana): withdrawn',
  );
});

test.each(['false-alarm', 'recovered'] as const)('%s: what users were shown is withdrawn', async (as) => {
  const { story, notices } = await world();
  await story.signal(highErrorRate);
  await story.until('14:20');
  await story.say({ do: 'resolve', by: 'ana', as, reason: 'nothing is wrong' });
  await story.until('15:00');
  expect(notices()).toEqual(['14:07:00 P1: we work on it.', '14:20:00 withdrawn']);
});

test('who was shown nothing has nothing withdrawn', async () => {
  const { story, side } = await world();
  await story.signal(highErrorRate);
  await story.until('14:05');
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a test' });
  await story.until('15:00');
  expect(side.requests).toEqual([]);
});

test('the application is away while it changes and ends: once it is back, it shows nothing, and was told nothing else', async () => {
  const { story, side, notices } = await world();
  await story.signal(highErrorRate);
  await story.until('14:09');
  side.inbox.fault('in-app', { mode: '500' });
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'one region' });
  await story.until('14:12');
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it was the network' });
  await story.until('14:14');
  expect(notices()).toEqual(['14:07:00 P1: we work on it.']);
  side.inbox.mend('in-app');
  await story.until('15:00');
  expect(notices().map((line) => line.slice(9))).toEqual(['P1: we work on it.', 'withdrawn']);
});

test('what the same moment would have shown is not shown: the end takes it away before it is sent', async () => {
  const { story, side } = await world({}, ['severity-changed', 'reopened', 'status-changed', 'ended']);
  await story.signal(highErrorRate);
  await story.until('14:10');
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it was the network' });
  await story.until('15:00');
  expect(side.asked().slice(-2)).toEqual([`PUT /notices/${story.id}`, `DELETE /notices/${story.id}`]);
  expect(side.asked().filter((one) => one.startsWith('DELETE'))).toHaveLength(1);
  // the first, and the withdrawal: none of the moment between them
  const rows = await story.run(() => story.world.table.query(story.id, { prefix: 'O#send#' }));
  expect(
    rows.flatMap(({ message }) => (isRecord(message) && message['place'] === 'app' ? [message['moment']] : [])),
  ).toEqual(['ended', 'escalated']);
});

test('an update that is written after the end goes to the other places alone', async () => {
  const { story, side, notices } = await world({}, undefined, (p) => {
    p.playbook.updates.push({
      id: 'users',
      title: 'users',
      to: ['app', 'incidents'],
      writer: ['IC'],
      template: 'in-app',
      fields: [{ id: 'news', title: 'News', optional: false }],
      final: { within: '2h', template: 'in-app', fields: [] },
    });
  });
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.until('14:08');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.recovers();
  await story.until('14:40');
  expect((await story.incident()).life).not.toBe('open');
  await story.say({ do: 'update', by: 'ana', audience: 'users', what: 'final', fields: { news: 'All is well' } });
  await story.until('15:00');
  expect(notices().slice(-1)).toEqual([expect.stringMatching(/ withdrawn$/)]);
  expect(side.requests.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  expect(
    story.world.sent.some(({ message }) => message.key.includes('update') && message.text.includes('we work on it')),
  ).toBe(true);
});
