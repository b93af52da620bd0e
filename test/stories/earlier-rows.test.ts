import { expect, test } from 'vitest';
import { due, keys } from '#app/store/keys';
import type { Json } from '#core/json';
import { sweep } from '#lambdas/sweep/sweep';
import { highErrorRate, Story } from '#test/story';
import { broken, worked } from '#test/worked';

/** An open incident, and what is sent once the release before has stored a message of it with these fields. */
async function sentFor(fields: { kind: string; place: string; facts: Record<string, string>; moment?: string }) {
  const story = new Story();
  await story.signal(highErrorRate);
  const view = { incident: { id: story.id, severity: 'P1', title: 'High error rate', status: 'open' } };
  const message = { ...stored, moment: 'resolved', view, ...fields, seq: 99 };
  const before = story.world.sent.length;
  await story.run(() => put(story, keys.outbox(story.id, 'send', 'old'), { key: 'old', message }));
  return { story, sent: story.world.sent.slice(before).map(({ channel, to, message: m }) => ({ channel, to, ...m })) };
}
const stored = { cycle: 1, to: 'x', template: 'ended', because: 'resolved', actions: [], tellsPublic: false };
const put = ({ world }: Story, key: { pk: string; sk: string }, more: Record<string, Json>) =>
  world.table.write([{ put: { ...key, duePk: due.outbox, dueAt: '2026-03-11T14:00:00.000Z', ...more } }]);

test.each([
  ['message', 'incidents', 'slack'],
  ['email', 'customers', 'email'],
  ['webhook', 'incidents', 'slack'],
])('a %s of the release before is sent as a notice', async (kind, place, channel) => {
  const { sent, story } = await sentFor({ kind, place, facts: { impact: 'critical', component: 'c1' } });
  expect(sent).toMatchObject([
    { channel, kind: 'notice', public: { impact: 'critical', components: ['c1'] }, over: true },
  ]);
  expect(story.world.dead).toEqual([]);
});

test('a notice of the release before names its one component and its service', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const view = { incident: { id: story.id, severity: 'P1', title: 'x', status: 'open', service: 'database' } };
  const content = { kind: 'notice', public: { impact: 'major', component: 'c1', status: 'identified' }, over: false };
  const message = { ...stored, moment: 'opened', place: 'incidents', view, content, seq: 99 };
  await story.run(() => put(story, keys.outbox(story.id, 'send', 'old'), { key: 'old', message }));
  expect(story.world.sent.map((s) => s.message).filter(({ key }) => key === 'old')).toMatchObject([
    {
      kind: 'notice',
      public: { impact: 'major', components: ['c1'], status: 'identified' },
      services: ['database'],
      over: false,
    },
  ]);
});

test('news of the status page of the release before keeps its public status', async () => {
  const facts = { publicStatus: 'identified', impact: 'major' };
  const { sent } = await sentFor({ kind: 'status-page', place: 'status-page', facts, moment: 'mitigation-started' });
  expect(sent).toMatchObject([
    { channel: 'statuspage', kind: 'notice', public: { status: 'identified', impact: 'major' }, over: false },
  ]);
});

test('a war room of the release before is opened with whom its row names, by their addresses', async () => {
  const facts = { room: 'inc-old', private: 'true', people: 'U0ALICE,U0BOB', purpose: 'mend it', bridge: '' };
  const { sent } = await sentFor({ kind: 'room', place: 'room', facts: { ...facts, impact: 'major' } });
  expect(sent).toMatchObject([
    {
      channel: 'slack',
      kind: 'room',
      room: { name: 'inc-old', private: true, people: ['U0ALICE', 'U0BOB'], purpose: 'mend it' },
    },
  ]);
});

test('an invitation of the release before is sent as one', async () => {
  const story = broken();
  await worked(story);
  await story.until('15:20');
  const message = {
    ...stored,
    moment: 'review-scheduled',
    template: 'review-scheduled',
    view: { incident: { id: story.id, severity: 'P1', title: 'High error rate', status: 'resolved' } },
    kind: 'email',
    place: 'invitation',
    facts: { impact: 'critical' },
    seq: 99,
  };
  await story.run(() => put(story, keys.outbox(story.id, 'send', 'old'), { key: 'old', message }));
  expect(story.sent((s) => s.message.key === 'old' && s.message.kind === 'invitation').length).toBe(1);
});

test('a row of the outbox that belongs to no queue of this release fails the sweep, which takes up the others', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.run(() => put(story, { pk: story.id, sk: 'O#hands#INC-1.1.arm' }, { effect: { do: 'supersede' } }));
  expect(await story.run(() => sweep(story.world.ports))).toMatchObject({ takenUp: { delivery: 0 }, failed: 1 });
});
