import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Line } from '#core/message/line';
import { lanesOf } from '#simulator/picture/lanes';
import { MOST_ENTRIES, pictureOf } from '#simulator/picture/picture';
import { scaleTo } from '#simulator/picture/scale';
import { folded } from '#simulator/report/fold';
import { type Simulated, simulate } from '#simulator/simulate';
import { changed, tracktion } from '#test/story';

const dir = mkdtempSync(join(tmpdir(), 'tocsin-picture-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const signalFile = fileURLToPath(new URL('../fixtures/high-error-rate.json', import.meta.url));
const at = new Date('2026-03-11T23:02:00Z');
const about = { title: 'Tracktion', opened: 'investigating', seconds: 2 * 3600 };

const line = (seconds: number, more: Partial<Line> = {}): Line => ({
  at: new Date(at.getTime() + seconds * 1000).toISOString(),
  seconds,
  kind: 'message',
  to: '#incidents',
  channel: 'slack',
  because: 'told',
  ...more,
});
const simulation = (timeline: Line[], more: Partial<Simulated> = {}): Simulated => ({
  incident: { id: 'INC-1', severity: 'P1', status: 'resolved' },
  others: [],
  notes: [],
  zone: 'UTC',
  timeline,
  people: [],
  unheard: [],
  sent: [],
  ...more,
});

test('a simulation as a page: people in local time, repeats folded, and nothing that a browser would load or run', async () => {
  const scriptFile = join(dir, 'script.yaml');
  writeFileSync(scriptFile, '- { after: 7m, do: acknowledge, by: bob }\n');
  const pack = changed((p) => {
    p.playbook.zone = 'Europe/Berlin';
  });
  const result = await simulate({ ...tracktion, pack, at, until: '2h', signalFile, scriptFile });
  const picture = await pictureOf(result, about);
  expect(picture).toContain('all times in Europe/Berlin');
  expect(picture).toContain('<dt>Acknowledged</dt><dd>after 7 min<small>bob</small>');
  expect(picture).toContain(
    '00:02 <span class="soft">+00:00:00</span></span><span class="what">page</span><span>primary_oncall/alice by pagerduty',
  );
  expect(picture).toMatch(/again every 15 min, \d+ times, the last at \+02:00:00/);
  expect(picture).toContain('<h3>Thu 2026-03-12</h3>');
  expect(picture).not.toMatch(/<script|https?:\/\/|src=|url\(|@import/);
});

test('what nobody heard on a later day stands with its day', async () => {
  const unheard = [60, 3600].map((seconds) => {
    const { at: then, because } = line(seconds);
    return { at: then, seconds, what: 'question', because };
  });
  const picture = await pictureOf(simulation([line(0)], { unheard }), about);
  expect(picture.match(/(?<=class="missed"><span class="when n">)[^<]*/g)).toEqual(['23:03 ', 'Thu 2026-03-12 00:02 ']);
});

test('what people and alarms wrote is text on the page, and never markup', async () => {
  const evil = '"><script>alert(1)</script>\u202e';
  const picture = await pictureOf(simulation([line(0, { because: evil, to: evil })]), { ...about, title: evil });
  expect(picture).not.toContain('<script');
  expect(picture).not.toContain('\u202e');
  expect(picture).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

test('each person has a lane in the order of their first pages, each place one, and what comes again is a bar', () => {
  const timeline = [
    line(0, {
      kind: 'page',
      to: 'primary/alice',
      target: 'primary',
      person: 'alice',
      channel: 'sms',
      because: 'rule A',
    }),
    line(0),
    line(300, { kind: 'page', to: 'lead/bob', target: 'lead', person: 'bob', channel: 'sms', because: 'rule B' }),
    line(420, { kind: 'acknowledged', by: 'bob', because: 'acknowledged by bob' }),
    line(600, { kind: 'status', status: 'monitoring', because: 'verified' }),
    line(900, { because: 'again' }),
    line(1800, { because: 'again' }),
    line(2700, { because: 'again' }),
    line(3000, { kind: 'deadline-missed', missed: 'resolve', within: '45m', because: 'late' }),
  ];
  const person = (id: string, seconds: number, target: string, acknowledged: string[]) => ({
    person: id,
    name: id,
    acknowledged,
    pages: [{ at: '', seconds, target, channel: 'sms', because: 'rule' }],
  });
  const people = [person('alice', 0, 'primary', []), person('bob', 300, 'lead', ['2026-03-11T23:09:00Z'])];
  const result = simulation(timeline, { people });
  expect(
    lanesOf(result, folded(timeline), { opened: 'investigating', end: 3600 }).map(({ title, bars, marks }) => [
      title,
      ...bars.map((bar) => `${bar.look} ${bar.at}-${bar.until} ${bar.label ?? ''}`.trim()),
      ...marks.map((mark) => `${mark.look} ${mark.at}`),
    ]),
  ).toEqual([
    ['Status', 'missed 0-600 investigating', 'work 600-3600 monitoring'],
    ['alice', 'page 0-420', 'page 0'],
    ['bob', 'page 300-420', 'page 300', 'answered 420'],
    ['#incidents', 'message 900-2700 ×3', 'message 0'],
    ['Missed', 'missed 3000'],
  ]);
});

test('10,000 entries are shown and the rest is counted; a page of them stays under 5 MB', async () => {
  const timeline = Array.from({ length: MOST_ENTRIES + 7 }, (_, n) =>
    line(n, { to: `#room-${n}`, because: `told ${n}` }),
  );
  const picture = await pictureOf(simulation(timeline), { ...about, seconds: 20_000 });
  expect(picture.split('<li ').length - 1).toBe(10_000);
  expect(picture).toContain('<b>7 more entries are left out.</b>');
  expect(picture).toContain('<b>9993 more receivers</b>');
  expect(picture.length).toBeLessThan(5_000_000);
});

test('the axis begins at the opening, ends with the simulation, and names no times that would run into each other', () => {
  for (const end of [0, 60, 3600, 86_400, 14 * 86_400, 400 * 86_400]) {
    const { at: where, ticks } = scaleTo(end);
    expect([where(0), where(Math.max(end, 60))]).toEqual([0, 1]);
    const places = ticks.map(({ seconds }) => where(seconds));
    for (const [n, place] of places.slice(1).entries()) expect(place - (places[n] ?? 0)).toBeGreaterThanOrEqual(0.1);
  }
  expect(scaleTo(7 * 86_400).ticks.map(({ label }) => label)).toEqual(['0', '5m', '15m', '1h', '4h', '12h', '3d']);
});
