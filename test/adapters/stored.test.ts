import { expect, test } from 'vitest';
import { load } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { openedBetween } from '#app/store/opened-between';
import { entryOf } from '#core/message/entry';
import { highErrorRate, Story } from '#test/story';

test('an incident that was written here, and its lanes, are what its row gives to a worker that reads it anew', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const { ports } = story.world;
  const seen = new Set<string>();
  for (const time of ['14:02:30', '14:10', '14:35', '15:30', '17:00']) {
    await story.until(time);
    const { written, row, listed } = await story.run(async () => ({
      written: await load(ports, story.id),
      row: await ports.table.get(keys.state(story.id)),
      listed: await openedBetween(ports, new Date(0), ports.now()),
    }));
    if (row === undefined) throw new Error('there is no row');
    const { table } = ports;
    const anew = await load({ table: { ...table, get: async () => structuredClone(row) } }, story.id);
    expect(written).toEqual(anew);
    expect(written?.lanes).toEqual(row['lanes']);
    expect(listed).toEqual({ incidents: [anew?.incident], more: false });
    seen.add(JSON.stringify(written?.lanes));
  }
  expect(seen.size).toBeGreaterThan(3);
});

test('an entry of the timeline that was written here is what its row says to a worker that reads it anew', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.until('15:30');
  await story.say({ do: 'acknowledge', by: 'ana', way: 'cli' });
  await story.say({ do: 'note', by: 'ana', text: 'It is the database.' });
  await story.recovers();
  await story.until('2026-03-14T09:00:00Z');
  const rows = story.world.table.dump().flatMap(({ event }) => (event === undefined ? [] : [event]));
  for (const row of rows) expect(entryOf(row)).toEqual(entryOf(structuredClone(row)));
  const types = new Set(rows.map((row) => (row as { type: string }).type));
  expect([...types]).toEqual(expect.arrayContaining(['Opened', 'MessageSent', 'PageAccepted', 'UpdateDue', 'Noted']));
});
