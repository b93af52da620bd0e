import { expect, test } from 'vitest';
import type { Update } from '#core/playbook/communication';
import { changed, highErrorRate, Story } from '#test/story';

type Said = Partial<Update> & Pick<Update, 'id'>;

/** An incident of 14:02 whose playbook owes these updates and tells nothing else. */
async function owing(updates: readonly Said[], value = 23): Promise<Story> {
  const pack = changed(
    (p) => {
      p.playbook.communication = [];
      p.playbook.escalation = [];
      p.playbook.assessment = [];
      p.playbook.updates = updates.map((update) => ({
        title: update.id,
        to: 'team',
        writer: [],
        template: 'internal-update',
        fields: [],
        ...update,
      }));
    },
    `updates-${JSON.stringify(updates).length}`,
  );
  const story = new Story({ pack });
  await story.signal({ ...highErrorRate, value });
  return story;
}
const asked = (story: Story): Promise<string[]> => story.lines(['update-due', 'deadline']);
const due = async (story: Story): Promise<string[]> =>
  (await story.why(['reminder', 'missed', 'update-due', 'deadline-missed']))
    .filter((line) => !/acknowledge within|resolve within/.test(line))
    .map((line) => line.replace(/ \| .* \| /, ' ').replace(/ \(playbook.*/, ''));
const set = (story: Story, severity: string) =>
  story.say({ do: 'set-severity', by: 'dana', severity, reason: 'as it looks' });
const write = (story: Story, audience: string, what: 'update' | 'final' = 'update') =>
  story.say({ do: 'update', by: 'dana', audience, what, fields: { text: 'we are on it' } });

test('a lowering begins the cadence anew and never moves a promised update later', async () => {
  const story = await owing([{ id: 'team', every: { P1: '15m', P2: '1h' } }]);
  await story.until('14:05');
  await set(story, 'P2');
  await story.until('16:00');
  // promised for 14:17 as a P1; from then on each hour
  expect(await due(story)).toEqual(['14:17:00 update to team is due', '15:17:00 update to team is due']);
});

test('a raise brings the next one forward', async () => {
  const story = await owing([{ id: 'team', every: { P1: '15m', P2: '1h' } }], 7);
  await story.until('14:20');
  await set(story, 'P1');
  await story.until('14:51');
  expect(await due(story)).toEqual(['14:35:00 update to team is due', '14:50:00 update to team is due']);
});

test('a promise is kept by the update that was written, and what follows counts from that', async () => {
  const story = await owing([{ id: 'team', every: { P1: '15m', P2: '1h' } }]);
  await story.until('14:05');
  await set(story, 'P2');
  await story.until('14:10');
  await write(story, 'team');
  await story.until('15:30');
  expect(await due(story)).toEqual(['15:10:00 update to team is due']);
});

test('a cadence by status follows the status, and by severity below it', async () => {
  const story = await owing([
    { id: 'team', every: { investigating: { P1: '10m', P2: '20m' }, implementing_fix: '1h' } },
  ]);
  await story.until('14:25');
  expect(await due(story)).toEqual(['14:12:00 update to team is due', '14:22:00 update to team is due']);
});

test('the first one is asked for at its time and missed at its limit, and an update that waits for 2 h is owed from then', async () => {
  const story = await owing([
    { id: 'customers', first: { from: '15m', within: '30m' } },
    { id: 'board', if: { openFor: '2h' }, every: '1h' },
  ]);
  await story.until('17:10');
  expect(await due(story)).toEqual([
    '14:17:00 first update to customers is due',
    '14:32:00 missed: first update to customers',
    '16:02:00 update to board is due',
    '17:02:00 update to board is due',
  ]);
});

test('a final update is owed to those who were told, and to all where nothing else is owed them', async () => {
  const final = { within: '2h', fields: [] };
  const story = await owing([
    { id: 'silent', every: '6h', final },
    { id: 'told', every: '6h', final },
    { id: 'board', final },
  ]);
  await story.until('14:10');
  await write(story, 'told');
  story.world.measuring = true;
  await story.recovers();
  await story.say({ do: 'resolve', by: 'dana', as: 'fixed', reason: 'mended by hand' });
  await story.until('15:00');
  await write(story, 'board', 'final');
  await story.until('17:00');
  expect(await due(story)).toEqual([
    '14:16:00 final update to told is due within 2h',
    '14:16:00 final update to board is due within 2h',
    '16:16:00 missed: final update to told',
  ]);
});

test('after a false alarm no update is owed', async () => {
  const story = await owing([{ id: 'board', final: { within: '2h', fields: [] } }]);
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  await story.until('18:00');
  expect(await asked(story)).toEqual([]);
});

test('outside its calendar no update is asked for, and at the opening one is', async () => {
  const story = await owing([{ id: 'team', every: '2h', during: 'business' }]);
  await story.until('2026-03-12T09:30:00Z');
  // business hours end at 17:00 UTC
  expect(await due(story)).toEqual(['16:02:00 update to team is due', '03-12 09:00:00 update to team is due']);
});
