import { expect, test } from 'vitest';
import type { MemoryTableOptions } from '#adapters/memory/table';
import { sendMessage } from '#app/outbox/send-message';
import { jira } from '#plugins/channels/jira/channel';
import { providerSide } from '#test/provider-side';
import { changed, highErrorRate, Story } from '#test/story';

const pack = changed((p) => {
  p.playbook.places['tickets'] = {
    tool: 'jira',
    base: 'https://tracktion.atlassian.net',
    project: 'OPS',
    issueType: 'Incident',
    secret: 'jira',
    priority: { P1: 'Highest', P2: 'High' },
    transitions: { resolved: 'Done', reopened: 'To Do' },
  };
  p.playbook.communication.push({ id: 'ticket', on: 'opened', do: { ticket: 'tickets' } });
  p.playbook.communication.push({ id: 'filed', on: 'ticket-opened', do: { tell: 'incidents' } });
  p.templates['ticket'] = '{{ moment }} as {{ incident.severity }}';
});

/** Tracktion with tickets: the product's own channel, and Jira's fake on the world's clock. */
async function world(settings: object = {}, table: MemoryTableOptions = {}) {
  let story: Story | undefined;
  const now = () => story?.world.clock.now() ?? new Date(0);
  const side = await providerSide(jira, {
    now,
    secrets: { jira: 'tocsin@example.com:token' },
    // as long as Jira's index may lag behind without harm
    settings: { indexedAfter: 20, ...settings },
  });
  story = new Story({ pack, channels: { jira: side.channel }, table });
  const { world } = story;
  return {
    story,
    side,
    tickets: () =>
      side
        .arrived()
        .map(
          ({ at, text, raw }) =>
            `${at.slice(11, 19)} ${JSON.stringify(raw['key']).replaceAll('"', '')} ${text.replace(/\n+/g, ': ')}`,
        ),
    /** Everything that Jira was told, once more, as a queue that delivers twice does. */
    again: async () => {
      const rows = await story?.run(() => world.table.query(story?.id ?? '', { prefix: 'O#send#' }));
      for (const { pk, sk } of rows ?? []) await story?.run(() => sendMessage(world.ports, { pk, sk }));
    },
  };
}
const inbox = { mode: 'lost-answer' } as const;

test('an incident has one ticket, which follows it to its end and back; the timeline names it with its address', async () => {
  const { story, tickets, again } = await world();
  await story.signal(highErrorRate);
  await again();
  await story.until('14:10');
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'one region' });
  await story.until('14:20');
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it was the network' });
  await story.until('14:30');
  await story.say({ do: 'reopen', by: 'ana', reason: 'it is back' });
  await again();
  expect(tickets()).toEqual([
    '14:02:00 OPS-101 P1 INC-20260311-7720 High error rate: Audio analysis: opened as P1',
    '14:10:00 OPS-101 severity-changed as P2',
    '14:20:00 OPS-101 ended as P2',
    '14:20:00 OPS-101 moved to Done',
    '14:30:00 OPS-101 reopened as P2',
    '14:30:00 OPS-101 moved to To Do',
  ]);
  const issue = 'OPS-101 https://tracktion.atlassian.net/browse/OPS-101';
  expect((await story.why(['message'])).filter((line) => line.includes('tickets'))).toEqual([
    `14:02:00 | tickets | High error rate: 23 % > 20 % (playbook.yaml:135): ${issue}`,
    `14:02:00 | #incidents | ticket at tickets: ${issue}`,
    `14:10:00 | tickets | one region (ana): ${issue}`,
    `14:20:00 | tickets | it was the network (ana): ${issue}`,
    `14:30:00 | tickets | it is back (ana): ${issue}`,
  ]);
});

test('an answer is lost: there is one ticket, and nothing stands in it twice', async () => {
  const { story, side, tickets } = await world();
  side.inbox.fault('jira', inbox);
  await story.signal(highErrorRate);
  side.inbox.mend('jira');
  await story.until('14:04');
  side.loses('PUT', /issue/);
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'one region' });
  await story.until('14:06');
  expect(tickets()).toEqual([
    '14:02:00 OPS-101 P1 INC-20260311-7720 High error rate: Audio analysis: opened as P1',
    '14:04:00 OPS-101 severity-changed as P2',
  ]);
});

test('Jira is down for five minutes: everything arrives afterwards, in order', async () => {
  const { story, side, tickets } = await world();
  side.inbox.fault('jira', { mode: '500', seconds: 300 });
  await story.signal(highErrorRate);
  await story.until('14:03');
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'one region' });
  await story.until('14:04');
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P1', reason: 'all regions' });
  await story.until('14:12');
  expect(tickets()).toEqual([
    '14:08:27 OPS-101 P1 INC-20260311-7720 High error rate: Audio analysis: opened as P1',
    '14:08:27 OPS-101 severity-changed as P2',
    '14:08:27 OPS-101 severity-changed as P1',
  ]);
});

test('an account that may not open issues: the timeline says what to do, and nothing else stops', async () => {
  const { story } = await world({ may: ['browse'] });
  await story.signal(highErrorRate);
  await story.until('14:04');
  expect((await story.why(['note'])).filter((line) => line.includes('jira'))).toEqual([
    '14:02:00 | tickets | jira failed (Undeliverable): Jira answers 403 (You do not have permission to create issues in this project.): let the account of the secret jira browse project OPS, and create, edit, comment and move its issues; messages wait and are tried again',
  ]);
  expect(story.pages().length).toBe(2);
});

test('a worker that dies right after Jira has taken the ticket does not lose the news of it, and opens no second one', async () => {
  let dies = true;
  const { story, tickets } = await world(
    {},
    {
      fail: ({ call, moment, writes }) => {
        const says = writes.some((write) => 'put' in write && write.put.pk.includes('/ticket-opened/'));
        if (!dies || call !== 'write' || moment !== 'before' || !says) return undefined;
        dies = false;
        return new Error('the worker is gone');
      },
    },
  );
  await story.signal(highErrorRate);
  await story.until('14:20');
  expect(dies).toBe(false);
  expect(tickets().filter((line) => line.includes('OPS-102'))).toEqual([]);
  expect((await story.why(['message'])).filter((line) => line.includes('ticket at tickets'))).toHaveLength(1);
});
