import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryTable } from '#adapters/memory/table';
import { load } from '#app/store/incidents';
import { takeSignal } from '#app/store/signals';
import type { Signal } from '#core/incident/signal';
import { portsOn } from '#test/ports';
import { changed, highErrorRate, Story, tracktion } from '#test/story';

const at = (seconds: number) => new Date(Date.parse('2026-03-11T14:02:00Z') + seconds * 1000).toISOString();
/** 200 firings of one alarm, a second apart, with a recovery after each tenth, and one last recovery or firing. */
function storm(last: 'firing' | 'recovered'): Signal[] {
  const firings = Array.from({ length: 200 }, (_, n): Signal => ({ ...highErrorRate, at: at(n) }));
  const recoveries = Array.from(
    { length: 19 },
    (_, n): Signal => ({ ...highErrorRate, state: 'recovered', at: at(n * 10 + 9.5), summary: 'below 5 % again' }),
  );
  const end: Signal[] =
    last === 'recovered' ? [{ ...highErrorRate, state: 'recovered', at: at(300), summary: 'below 5 % again' }] : [];
  return [...firings, ...recoveries, ...end];
}

/** Brings signals in an order, so many at a time; the clock stands still meanwhile. */
async function bring(story: Story, signals: Signal[], beside = 8): Promise<void> {
  for (let n = 0; n < signals.length; n += beside) {
    await story.run(() => Promise.all(signals.slice(n, n + beside).map((s) => story.world.signal(s))));
  }
}

const incidentsOf = (story: Story) =>
  story.world.table.dump().filter((row) => row.sk === 'STATE' && row.listPk === 'INCIDENT');

test.each(Array.from({ length: 12 }, (_, n) => n + 1))(
  'storm, seed %i: one incident, one lifecycle, one page a target, each of the 200 once on the record, the newest state',
  async (seed) => {
    const last = seed % 2 === 0 ? 'firing' : 'recovered';
    const story = new Story({ seed });
    const signals = storm(last);
    const [order] = fc.sample(fc.shuffledSubarray([...signals, ...signals], { minLength: signals.length * 2 }), {
      numRuns: 1,
      seed,
    });
    await bring(story, order ?? [], 1 + (seed % 16));
    const rows = incidentsOf(story);
    expect(rows.map((row) => row.pk)).toEqual(['INC-20260311-7720']);
    story.id = 'INC-20260311-7720';
    await story.until('14:06:59');
    expect(await story.lines(['page'])).toEqual([
      '14:02:00 page primary_oncall/alice',
      '14:02:00 page oncall_manager/dana',
    ]);
    expect(await story.executions('lifecycle')).toEqual(['INC-20260311-7720.1 RUNNING']);
    const seen = story.world.table
      .dump()
      .filter((row) => row.sk.startsWith('N#sig-'))
      .map((row) => String((row['event'] as { because: string }).because))
      .filter((because) => because.startsWith('firing'));
    expect(seen.length).toBe(200);
    expect(new Set(seen).size).toBe(200);
    const { signals: known } = await story.incident();
    expect(known[highErrorRate.key]?.state).toBe(last);
    const key = story.world.table.dump().find((row) => row.pk === `KEY#${highErrorRate.key}`);
    expect([key?.['state'], key?.['at']]).toEqual(last === 'firing' ? ['firing', at(199)] : ['recovered', at(300)]);
  },
);

test('200 orders of a smaller storm: one incident, two pages, each firing once on the record, the newest state', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(
        Array.from(
          { length: 12 },
          (_, n): Signal => ({
            ...highErrorRate,
            state: n % 3 === 2 ? 'recovered' : 'firing',
            at: at(n),
          }),
        ).flatMap((s) => [s, s]),
        { minLength: 24 },
      ),
      fc.integer({ min: 1, max: 24 }),
      async (order, beside) => {
        const table = memoryTable();
        const ports = portsOn(table, { messages: [], to: [] });
        for (let n = 0; n < order.length; n += beside)
          await Promise.all(order.slice(n, n + beside).map((s) => takeSignal(ports, s)));
        const stored = await load({ table }, 'INC-20260311-7720');
        expect(stored?.incident.signals[highErrorRate.key]?.state).toBe('recovered');
        const rows = table.dump();
        expect(rows.find((row) => row.sk === 'KEY')).toEqual({
          pk: `KEY#${highErrorRate.key}`,
          sk: 'KEY',
          incident: 'INC-20260311-7720',
          state: 'recovered',
          at: at(11),
          cycle: 1,
          source: 'cloudwatch',
          title: 'High error rate',
          service: 'analysis-service',
          rule: 'high-error-rate',
          value: 23,
          changes: expect.any(Array),
        });
        expect(rows.filter((row) => row.listPk === 'INCIDENT').length).toBe(1);
        expect(rows.flatMap((row) => (row.sk.startsWith('O#page#') ? [row['key']] : []))).toEqual([
          'INC-20260311-7720.1.P1-first.0.alice',
          'INC-20260311-7720.1.P1-first.0.dana',
        ]);
        const firings = rows.filter(
          (row) => row.sk.startsWith('N#sig-') && JSON.stringify(row['event']).includes('firing at'),
        );
        expect(firings.length).toBe(8);
      },
    ),
    { numRuns: 200, seed: 7 },
  );
});

const slow: Signal = {
  ...highErrorRate,
  key: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:service-down',
  at: at(60),
  began: at(-60),
  title: 'Service down',
  rule: 'service-down',
  summary: 'the health check fails',
};

test('a second alarm of the same service joins, pages nobody again, and the thread is told; both must recover', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.until('14:03:30');
  expect((await story.signal(slow)).did).toBe('joined');
  expect(incidentsOf(story).length).toBe(1);
  expect(story.pages().length).toBe(2);
  expect(story.sent((s) => s.message.key.includes('.joined.'))).toEqual(['14:03:30 slack #incidents: joined/joined']);
  expect((await story.signal({ ...highErrorRate, state: 'recovered', at: at(120) })).did).toBe('recovered');
  expect((await story.incident()).phase).toBe('mitigate');
  expect((await story.signal({ ...slow, state: 'recovered', at: at(121) })).did).toBe('recovered');
  expect((await story.incident()).phase).toBe('resolve');
});

test('an alarm of another service opens an incident of its own, with a suffix, since the id of the second is taken', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const other = { ...slow, service: 'tracklist-service', key: 'other', at: at(0) };
  expect(await story.signal(other)).toEqual({ incidentId: 'INC-20260311-7720-2', did: 'opened' });
  expect((await story.incident('INC-20260311-7720-2')).severity).toBe('P2');
});

test('the same alarm ten minutes after its key is free opens a new incident that links to the first, and pages again', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.until('14:05');
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a drill of the load test' });
  await story.until('14:15');
  // a repeat that was on its way all the time is old news: it opens nothing
  expect(await story.signal(highErrorRate)).toEqual({ incidentId: story.id, did: 'noted' });
  expect(await story.signal({ ...highErrorRate, at: at(780) })).toEqual({
    incidentId: 'INC-20260311-8500',
    did: 'opened',
  });
  const second = await story.incident('INC-20260311-8500');
  expect([second.previous, second.openedAt]).toEqual([story.id, '2026-03-11T14:15:00.000Z']);
  expect(story.pages()).toEqual([
    '14:02:00 pagerduty pagerduty-alice: page P1-first',
    '14:02:00 pagerduty pagerduty-dana: page P1-first',
    '14:15:00 pagerduty pagerduty-alice: page P1-first',
    '14:15:00 pagerduty pagerduty-dana: page P1-first',
  ]);
});

test('OK before its ALARM is kept: the alarm opens all the same, recovered at once', async () => {
  const story = new Story();
  expect((await story.signal({ ...highErrorRate, state: 'recovered', at: at(30) })).did).toBe('kept');
  expect((await story.signal(highErrorRate)).did).toBe('opened');
  story.id = 'INC-20260311-7720';
  const { phase, signals } = await story.incident();
  expect([phase, signals[highErrorRate.key]?.state]).toEqual(['resolve', 'recovered']);
  expect(story.pages().length).toBe(2);
});

test('INSUFFICIENT_DATA is recorded and does nothing else', async () => {
  const story = new Story();
  expect((await story.signal({ ...highErrorRate, state: 'unknown', at: at(-1) })).did).toBe('kept');
  story.id = '';
  await story.signal(highErrorRate);
  const before = await story.incident();
  expect((await story.signal({ ...highErrorRate, state: 'unknown', at: at(5), summary: 'no data' })).did).toBe('noted');
  expect(await story.incident()).toEqual(before);
  expect((await story.why(['signal'])).at(-1)).toBe(
    '14:02:00 | High error rate | unknown at 2026-03-11T14:02:05.000Z: no data',
  );
});

test('recovery before anybody acted starts verification; measured as healthy it resolves, and its review is set', async () => {
  const story = new Story();
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.until('14:03:30');
  await story.signal({ ...highErrorRate, state: 'recovered', at: at(80) });
  await story.until('14:20');
  expect(await story.lines(['recovered', 'verification', 'status', 'resolved'])).toEqual([
    '14:03:30 recovered High error rate',
    '14:03:30 verification requested',
    '14:03:30 verification',
    '14:04:30 verification verified',
    '14:04:30 status monitoring',
    '14:05:30 verification pass 1',
    '14:06:30 verification pass 2',
    '14:07:30 verification pass 3',
    '14:08:30 verification pass 4',
    '14:09:30 verification pass 5',
    '14:09:30 status resolved',
    '14:09:30 resolved fixed',
  ]);
});

test('where the playbook only notes a recovery, nothing else happens', async () => {
  const pack = changed((p) => {
    p.playbook.detection.recovery = { does: 'note' };
  });
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  await story.until('14:04');
  await story.signal({ ...highErrorRate, state: 'recovered', at: at(80) });
  const { life, phase } = await story.incident();
  expect([life, phase]).toEqual(['open', 'mitigate']);
});

test('where the playbook resolves a recovery: paging stops and all is over; after an acknowledgement it is verified', async () => {
  const pack = changed((p) => {
    p.playbook.detection.recovery = { does: 'resolve' };
  });
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  await story.until('14:04');
  await story.signal({ ...highErrorRate, state: 'recovered', at: at(80) });
  await story.until('16:30');
  const ended = await story.incident();
  expect([ended.life, ended.phase]).toEqual(['ended', 'over']);
  expect(story.pages().length).toBe(2);
  expect(await story.executions('lifecycle')).toEqual([`${story.id}.1 SUCCEEDED`]);
  const held = new Story({ pack });
  await held.signal(highErrorRate);
  await held.until('14:04');
  await held.say({ do: 'acknowledge', by: 'alice' });
  await held.signal({ ...highErrorRate, state: 'recovered', at: at(130) });
  const { life, phase } = await held.incident();
  expect([life, phase]).toEqual(['open', 'resolve']);
});

test('within the watch a new firing re-opens, pages again, and its later recovery counts; after the watch it is a new incident', async () => {
  const pack = changed((p) => {
    p.playbook.watch = { P1: '2h' };
  });
  const story = new Story({ pack });
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.until('14:04');
  await story.signal({ ...highErrorRate, state: 'recovered', at: at(120) });
  await story.until('14:20');
  expect((await story.incident()).life).toBe('resolved');
  expect((await story.signal({ ...highErrorRate, at: at(1080) })).did).toBe('reopened');
  const open = await story.incident();
  expect([open.life, open.cycle, open.phase, open.signals[highErrorRate.key]?.state]).toEqual([
    'open',
    2,
    'mitigate',
    'firing',
  ]);
  expect(story.pages().slice(3)).toEqual([
    '14:20:00 pagerduty pagerduty-alice: page P1-first, cycle 2',
    '14:20:00 pagerduty pagerduty-dana: page P1-first, cycle 2',
  ]);
  await story.until('14:22');
  expect((await story.signal({ ...highErrorRate, state: 'recovered', at: at(1190) })).did).toBe('recovered');
  // it flaps until 14:32: opened, recovered, opened again and recovered again within half an hour
  await story.until('14:40');
  const again = await story.incident();
  expect(again.life).toBe('resolved');
  await story.until('16:40');
  expect((await story.incident()).life).toBe('closed');
  expect((await story.signal({ ...highErrorRate, at: at(9480) })).did).toBe('opened');
});

test('every signal finds its incident although the deployed playbook has changed since', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const other = changed((p) => {
    p.playbook.title = 'Another';
  });
  story.world.ports.deployed.pack = other;
  await story.until('14:04');
  expect((await story.signal({ ...highErrorRate, state: 'recovered', at: at(80) })).did).toBe('recovered');
  expect((await story.incident()).playbook).toBe(tracktion.pack.hash);
});
