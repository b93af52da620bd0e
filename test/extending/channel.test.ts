import { expect, test } from 'vitest';
import { endpointsOf } from '#local/endpoints';
import { createInbox } from '#local/inbox/inbox';
import { type Plugins, plugins } from '#plugins/registry';
import { Story } from '#test/story';
import { channelContract } from '../plugins/channels/channel.contract.ts';
import { mattermost } from './channel/channel.ts';
import { playbookOf, problemsOf, textsWith } from './playbook.ts';
import { sendingToItsFake } from './sending.ts';
import { errors } from './signal.ts';

const mine: Plugins = { ...plugins, channels: [...plugins.channels, mattermost] };

channelContract(mattermost);

const place = 'tool: mattermost, channel: incidents, secret: chat';
const texts = textsWith([
  ['playbook.yaml', "tool: slack, channel: '#incidents', thread: true, secret: slack", place],
  ['people.yaml', 'channels: [email] }', 'mattermost: bob, channels: [mattermost, email] }'],
]);

test('the playbook takes it by the words of its record: schema, fields of people and limits of texts', () => {
  expect(problemsOf(mine, texts)).toEqual([]);
  expect(problemsOf(plugins, texts)).toEqual([
    'playbook.yaml:59: "mattermost" is not allowed for tool',
    'people.yaml:4: unknown key "mattermost"',
    'people.yaml:4: "mattermost" is not allowed for channels[0]',
  ]);
  const elsewhere = texts['playbook.yaml']?.replace('channel: incidents', 'channel: "#incidents"') ?? '';
  const wordy = { 'playbook.yaml': elsewhere, 'templates/opened.liquid': 'x'.repeat(16_384) };
  expect(problemsOf(mine, { ...texts, ...wordy })).toEqual([
    'playbook.yaml:59: "#incidents" does not fit channel',
    'templates/opened.liquid:1: at its longest this text has 16384 characters, Mattermost takes 16383',
  ]);
});

async function incident() {
  const { inbox, channel } = await sendingToItsFake(mattermost);
  const story = new Story({
    ...playbookOf(mine, texts),
    plugins: mine,
    catchAll: 'lead',
    channels: { mattermost: channel },
  });
  return { inbox, story };
}

/** How pages and messages went, as the timeline has it. */
async function channels(story: Story): Promise<string[]> {
  const lines = await story.run(() => story.world.timeline(story.id));
  return lines.flatMap((line) =>
    line.kind === 'page' || line.kind === 'message' ? [`${line.kind} by ${line.channel ?? 'nothing'}`] : [],
  );
}

/** The person's own link, which is another in every page. */
const link = /https:\/\/tocsin\.test\/i\/[A-Za-z0-9]{22}/;

test('a page and the first message of an incident go out by it, and the timeline says so', async () => {
  const { inbox, story } = await incident();
  await story.signal(errors);
  await story.until('14:02:10');
  expect(
    inbox
      .messages({ incident: story.id })
      .filter(({ text }) => !text.includes('Which way?'))
      .map(({ kind, to, text }) => [kind, to, text.replace(link, 'LINK')]),
  ).toEqual([
    [
      'page',
      '@bob',
      `SEV1 ${story.id}: Errors: Shop, since 14:02 UTC. You: on call for SEV1.\n[Acknowledge, or say that you cannot](LINK)`,
    ],
    ['message', 'incidents', 'SEV1 Errors: Shop'],
  ]);
  expect(await channels(story)).toEqual(['message by mattermost', 'page by mattermost', 'message by mattermost']);
});

test('while it fails, the page goes by the next channel, and the message when it answers again', async () => {
  const { inbox, story } = await incident();
  inbox.fault('mattermost', { mode: '500' });
  await story.signal(errors);
  await story.until('14:02:10');
  expect(story.pages()).toEqual(['14:02:00 email bob@shop.example: page first']);
  inbox.mend('mattermost');
  await story.until('14:04');
  expect(inbox.messages().map(({ text }) => text.split('\n')[0])).toEqual([
    'SEV1 Errors: Shop',
    `${story.id}: Which way?`,
  ]);
  expect(await channels(story)).toEqual(['page by email', 'message by mattermost', 'message by mattermost']);
});

test('the inbox shows it beside the others and lets it fail; a local deployment is led to it', async () => {
  const inbox = await createInbox({ channels: mine.channels });
  const fail = { method: 'PUT', path: '/faults/mattermost', headers: {}, body: '{"mode":"429"}' };
  expect(inbox.handle(fail)).toMatchObject({ status: 200 });
  const post = { method: 'POST', path: '/mattermost/hooks/abc', headers: {}, body: '{"text":"hello"}' };
  expect(inbox.handle(post)).toMatchObject({ status: 429, body: 'limit exceeded' });
  expect((await createInbox()).handle(fail)).toMatchObject({ status: 400 });
  const at = { inbox: 'http://127.0.0.1:1', demoService: 'http://127.0.0.1:2' };
  expect(await endpointsOf(mine, at)).toEqual({
    ...(await endpointsOf(plugins, at)),
    mattermost: 'http://127.0.0.1:1/mattermost',
  });
});
