import { expect, test } from 'vitest';
import { sendMessage } from '#app/outbox/send-message';
import { servicenow } from '#plugins/channels/servicenow/channel';
import { providerSide } from '#test/provider-side';
import { changed, highErrorRate, Story } from '#test/story';

const pack = changed((p) => {
  p.playbook.places['tickets'] = {
    tool: 'servicenow',
    base: 'https://tracktion.service-now.com',
    secret: 'servicenow',
    fields: { assignment_group: 'Operations' },
    impact: { P1: '1', P2: '2' },
    urgency: { P1: '1', P2: '2' },
    resolve: { code: 'Solution provided' },
    reopen: {},
  };
  const told = ['opened', 'severity-changed', 'resolved', 'ended', 'reopened'] as const;
  for (const [n, moment] of told.entries())
    p.playbook.communication.push({ id: `ticket-${n}`, on: moment, do: { tell: 'tickets', template: 'ticket' } });
  p.templates['ticket'] = '{{ moment }} as {{ incident.severity }}';
});

/** Tracktion with tickets: the product's own channel, and ServiceNow's fake on the world's clock. */
async function world(settings: object = {}) {
  let story: Story | undefined;
  const now = () => story?.world.clock.now() ?? new Date(0);
  const side = await providerSide(servicenow, { now, secrets: { servicenow: 'tocsin:password' }, settings });
  story = new Story({ pack, channels: { servicenow: side.channel } });
  const { world } = story;
  return {
    story,
    side,
    tickets: () =>
      side.arrived().map(({ at, text, raw }) => {
        const of = (field: string) => (raw[field] === undefined ? '' : ` ${field} ${JSON.stringify(raw[field])}`);
        const moved = `${of('impact')}${of('state')}`.replaceAll('"', '');
        return `${at.slice(11, 19)} ${JSON.stringify(raw['number'])} ${text.replace(/\n+/g, ': ')}${moved}`;
      }),
    /** Everything that ServiceNow was told, once more, as a queue that delivers twice does. */
    again: async () => {
      const rows = await story?.run(() => world.table.query(story?.id ?? '', { prefix: 'O#send#' }));
      for (const { pk, sk } of rows ?? []) await story?.run(() => sendMessage(world.ports, { pk, sk }));
    },
  };
}

test('an incident has one ticket, which follows it to its end and back; the timeline names it with its address', async () => {
  const { story, side, tickets, again } = await world();
  side.inbox.fault('servicenow', { mode: 'lost-answer' });
  await story.signal(highErrorRate);
  side.inbox.mend('servicenow');
  await story.until('14:10');
  await again();
  side.loses('PATCH', /incident/);
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'one region' });
  await story.until('14:20');
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it was the network' });
  await story.until('14:30');
  await story.say({ do: 'reopen', by: 'ana', reason: 'it is back' });
  await again();
  expect(tickets()).toEqual([
    '14:02:00 "INC0010001" P1 INC-20260311-7720 High error rate: Audio analysis: opened as P1 impact 1',
    '14:10:00 "INC0010001" severity-changed as P2 impact 2',
    '14:20:00 "INC0010001" ended as P2 state 6',
    '14:30:00 "INC0010001" reopened as P2 state 2',
  ]);
  const told = (await story.why(['message'])).filter((line) => line.includes('tickets'));
  expect(told.map((line) => line.replace(/sys_id=[0-9a-f]{32}$/, 'sys_id=…')).at(-1)).toBe(
    '14:30:00 | tickets | it is back (ana): INC0010001 https://tracktion.service-now.com/incident.do?sys_id=…',
  );
});

test('a data policy that asks for more: the timeline says what to do, and nothing else stops', async () => {
  const { story } = await world({ mandatory: ['caller_id'] });
  await story.signal(highErrorRate);
  await story.until('14:04');
  expect((await story.why(['note'])).filter((line) => line.includes('servicenow'))).toEqual([
    '14:02:00 | tickets | servicenow failed (Undeliverable): ServiceNow answers 403 (Operation Failed: Data Policy Exception: The following fields are mandatory: caller_id): let the account of the secret servicenow read, create and write records of incident, and give in `fields` and `resolve` what its data policies ask for; messages wait and are tried again',
  ]);
  expect(story.pages().length).toBe(2);
});
