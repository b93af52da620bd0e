import { expect, test } from 'vitest';
import { packOf } from '#app/store/incidents';
import { changed, highErrorRate, retold, Story, tracktion } from '#test/story';

const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `person-${n}`);

/** Tracktion's people, and so many more, who are all that a target means. */
function staffed(targets: Record<string, number>) {
  const people = structuredClone(tracktion.people);
  for (const [target, count] of Object.entries(targets)) {
    const ids = many(count).map((id) => `${target.replaceAll('_', '-')}-${id}`);
    for (const [n, id] of ids.entries())
      people.people[id] = {
        name: `Person ${n}`,
        email: `${id}@tracktion.example`,
        pagerduty: `key-${id}`,
        channels: ['pagerduty', 'email'],
      };
    people.targets[target] = { title: target, people: ids, duties: [] };
  }
  return people;
}

/** So many chat channels that hear of the opening. */
const withPlaces = (count: number) =>
  changed((pack) => {
    for (let n = 0; n < count; n += 1)
      pack.playbook.places[`team-${n}`] = { tool: 'slack', channel: `#team-${n}`, secret: 'slack' };
    retold(pack.playbook, 'thread', { tell: ['incidents', ...Array.from({ length: count }, (_, n) => `team-${n}`)] });
  }, `places-${count}`);

const openings = (story: Story) => story.sent((s) => s.message.kind === 'notice' && s.message.key.includes('.opened.'));
test.for([46, 60, 150])('%d people on one target are all paged, once, before anything else is told', async (count) => {
  const writes: number[] = [];
  const story = new Story({
    people: staffed({ primary_oncall: count }),
    table: {
      fail: ({ call, moment, writes: all }) => {
        if (call === 'write' && moment === 'before') writes.push(all.length);
        return undefined;
      },
    },
  });
  await story.signal(highErrorRate);
  const paged = story.world.sent.filter((s) => s.message.kind === 'page').map((s) => s.to.join());
  expect(new Set(paged).size).toBe(count + 1);
  expect(paged.length).toBe(count + 1);
  expect(Math.max(...writes)).toBeLessThanOrEqual(100);
  expect(openings(story).length).toBeGreaterThan(0);
  expect((await story.lines(['page'])).length).toBe(count + 1);
  await story.say({ do: 'acknowledge', by: 'alice' });
  expect((await story.incident()).acknowledged?.by).toBe('alice');
});

test.for([12, 54, 120])('a message to %d places reaches each, once', async (count) => {
  const story = new Story({ pack: withPlaces(count) });
  await story.signal(highErrorRate);
  await story.until('14:04');
  const told = openings(story).filter((line) => line.includes('#team-'));
  expect(told.length).toBe(count);
  expect(new Set(told).size).toBe(count);
  expect(story.pages().length).toBe(2);
});

test('a message that shows 30 KB of facts to 120 places reaches each, once, in rows under 100 KB', async () => {
  const pack = changed((p) => {
    for (let n = 0; n < 120; n += 1)
      p.playbook.places[`team-${n}`] = { tool: 'slack', channel: `#team-${n}`, secret: 'slack' };
    for (let n = 0; n < 30; n += 1) p.playbook.facts[`place-${n}`] = { title: `Place ${n}`, type: 'text' };
    retold(p.playbook, 'acknowledged', { tell: ['incidents', ...Array.from({ length: 120 }, (_, n) => `team-${n}`)] });
    p.templates['acknowledged'] = 'They have looked at {{ facts.place-0 }}';
  }, 'facts');
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  const facts = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`place-${n}`, 'x'.repeat(990)]));
  await story.say({ do: 'note', by: 'dana', text: 'all that was looked at', facts });
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:06');
  const told = story.sent((s) => s.message.kind === 'notice' && s.message.key.includes('.acknowledged.'));
  expect(told.filter((line) => line.includes('#team-')).length).toBe(120);
  expect(new Set(told).size).toBe(told.length);
  const texts = story.world.sent.flatMap(({ message: m }) => (m.key.includes('.acknowledged.') ? [m.text] : []));
  expect(new Set(texts.map((text) => text.slice(0, 40)))).toEqual(new Set([`They have looked at ${'x'.repeat(20)}`]));
  const rows = story.world.table.dump();
  expect(Math.max(...rows.map((row) => Buffer.byteLength(JSON.stringify(row))))).toBeLessThan(100_000);
});

test('what does not fit the transaction of its turn is written after a crash, and nothing twice', async () => {
  let crash = true;
  const story: Story = new Story({
    people: staffed({ primary_oncall: 150 }),
    table: {
      // the worker that writes out the rest dies with its rows written, before it can say so
      fail: ({ call, moment, writes }) => {
        const puts = writes.flatMap((write) => ('put' in write ? [write.put.sk] : []));
        const rest = puts.some((sk) => sk.startsWith('O#page#')) && !puts.includes('STATE');
        if (!crash || call !== 'write' || moment !== 'after' || !rest) return undefined;
        crash = false;
        return new Error('the worker died');
      },
    },
  });
  story.world.everyMinuteSweep(new Date('2026-03-11T14:10:00Z'));
  await story.signal(highErrorRate);
  await story.until('14:10');
  const paged = story.world.sent
    .filter((s) => s.message.kind === 'page' && s.at < '2026-03-11T14:06')
    .map((s) => s.to.join());
  expect(new Set(paged).size).toBe(151);
  expect(paged.length).toBe(151);
  expect(crash).toBe(false);
});

test('an alarm with a name of 5,000 characters and a reason of 100,000 opens an incident whose every row is under 100 KB', async () => {
  const story = new Story();
  const long = { ...highErrorRate, key: '한'.repeat(5000), title: '한'.repeat(5000), summary: '한'.repeat(100_000) };
  await story.signal(long);
  await story.until('16:00');
  expect((await story.recovers(long)).did).toBe('recovered');
  const rows = story.world.table.dump();
  expect(Math.max(...rows.map((row) => Buffer.byteLength(JSON.stringify(row))))).toBeLessThan(100_000);
  expect(story.pages().length).toBeGreaterThan(3);
});

test('a playbook of a megabyte is pinned in rows under 100 KB, and an incident keeps it over a redeploy', async () => {
  const guide = 'ü'.repeat(500_000);
  const large = changed((pack) => {
    pack.templates['guide'] = guide;
  }, 'large');
  const story = new Story({ pack: large });
  await story.signal(highErrorRate);
  const rows = story.world.table.dump();
  expect(Math.max(...rows.map((row) => Buffer.byteLength(JSON.stringify(row))))).toBeLessThan(100_000);
  story.world.redeploy(tracktion.pack);
  const kept = await story.run(() => packOf(story.world.ports, large.hash));
  expect(kept.templates['guide']).toBe(guide);
  await story.say({ do: 'acknowledge', by: 'alice' });
});

test('a report of many hundred lines is written in rows under 100 KB, and read as it was written', async () => {
  const story = new Story();
  story.world.measuring = true;
  await story.signal(highErrorRate);
  for (let n = 0; n < 900; n += 1) await story.say({ do: 'note', by: 'alice', text: `seen ${n}: ${'z'.repeat(300)}` });
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.say({ do: 'resolve', by: 'alice', as: 'fixed', reason: 'restarted' });
  await story.until('14:03');
  await story.recovers();
  await story.until('14:40');
  const report = await story.report();
  expect(Buffer.byteLength(report)).toBeGreaterThan(200_000);
  expect([report.includes('seen 0:'), report.includes('seen 899:')]).toEqual([true, true]);
  const rows = story.world.table.dump();
  expect(Math.max(...rows.map((row) => Buffer.byteLength(JSON.stringify(row))))).toBeLessThan(100_000);
});
