import { expect, test } from 'vitest';
import { declare } from '#app/store/declare';
import { Signal } from '#core/incident/signal';
import { textOf } from '#core/json';
import { changed, highErrorRate, Story } from '#test/story';
import { broken } from '#test/worked';

const on = (time: string, day = '2026-03-11'): string => `${day}T${time.padEnd(8, ':00')}.000Z`;
/** The alarm of the worked scenario with another value and at another time. */
const errors = (time: string, value: number): Signal => ({
  ...highErrorRate,
  at: on(time),
  value,
  summary: `${value} % of requests answer 5xx`,
});
const ok = (signal: Signal, time: string, day?: string): Signal => ({
  ...signal,
  state: 'recovered',
  at: on(time, day),
  summary: 'back to normal',
});
const serviceDown = (time: string): Signal => ({
  source: 'cloudwatch',
  key: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:service-down',
  state: 'firing',
  at: on(time),
  title: 'Service down',
  service: 'analysis-service',
  rule: 'service-down',
  summary: 'the health check fails',
});
const slowDatabase = (time: string): Signal => ({
  source: 'cloudwatch',
  key: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:database-slow',
  state: 'firing',
  at: on(time),
  title: 'Database slow',
  service: 'analysis-service',
  rule: 'database-performance',
  value: 7,
  summary: 'answers take 7 s',
});

/** A system in which every component answers, so that triage raises nothing. */
function healthy(options: ConstructorParameters<typeof Story>[0] = {}): Story {
  const story = new Story(options);
  story.world.measuring = true;
  story.world.demoService.setState({ errorRate: 0.7, p95Ms: 500 });
  return story;
}

async function declared(story: Story, severity: string): Promise<void> {
  const said = { title: 'Something is slow', severity, service: 'analysis-service' };
  const answer = await story.run(() => declare(story.world.ports, `declare-${severity}`, 'piet', said));
  story.id = textOf(answer['id']);
}
const openIncidents = async (story: Story): Promise<string[]> => {
  const ids = story.world.table.dump().flatMap((row) => (row.listPk === 'INCIDENT' ? [row.pk] : []));
  const all = await Promise.all(ids.map((id) => story.incident(id)));
  return all.filter((i) => i.life === 'open').map((i) => i.id);
};

test('a worse alarm joins after the acknowledgement: P1 with its reason, and the P1 pages', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 7));
  await story.until('14:05');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:30');
  expect((await story.signal(serviceDown('14:30'))).did).toBe('joined');
  expect((await story.why(['severity'])).at(-1)).toMatch(
    /^14:30:00 \| P1 \| Service down: the service is critical \(playbook\.yaml:\d+\)$/,
  );
  expect((await story.lines(['page'])).slice(1)).toEqual([
    '14:30:00 page primary_oncall/alice',
    '14:30:00 page oncall_manager/dana',
  ]);
});

test('a P4 that a person declared, then the 23 % alarm of its service: P1 and its pages', async () => {
  const story = new Story();
  await declared(story, 'P4');
  expect(story.pages()).toEqual([]);
  await story.until('14:10');
  await story.signal(errors('14:10', 23));
  expect((await story.incident()).severity).toBe('P1');
  await story.until('14:16');
  expect(await story.lines(['page'])).toEqual([
    '14:10:00 page primary_oncall/alice',
    '14:10:00 page oncall_manager/dana',
    '14:15:00 page secondary_oncall/bob',
  ]);
});

test('a P3 that is acknowledged, then a P1 alarm joins: the P1 pages go out, once', async () => {
  const story = new Story();
  await declared(story, 'P3');
  await story.until('14:04');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:10');
  await story.signal(errors('14:10', 23));
  await story.signal(errors('14:11', 24));
  await story.until('14:40');
  expect((await story.lines(['page'])).slice(1)).toEqual([
    '14:10:00 page primary_oncall/alice',
    '14:10:00 page oncall_manager/dana',
  ]);
});

test('the same alarm fires again, worse: P1 at 14:15 and its pages', async () => {
  const story = broken();
  story.world.demoService.setState({
    components: { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' },
  });
  await story.signal(errors('14:02', 7));
  await story.until('14:05');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:10');
  await story.signal(ok(highErrorRate, '14:10'));
  await story.until('14:15');
  expect((await story.signal(errors('14:15', 95))).did).toBe('fired-again');
  expect((await story.incident()).severity).toBe('P1');
  expect((await story.lines(['page'])).slice(1)).toEqual([
    '14:15:00 page primary_oncall/alice',
    '14:15:00 page oncall_manager/dana',
  ]);
});

test('an alarm that still fires and reports a worse value raises; a better one lowers nothing', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 7));
  await story.until('14:04');
  await story.signal(errors('14:04', 30));
  expect((await story.incident()).severity).toBe('P1');
  await story.signal(errors('14:06', 6));
  expect((await story.incident()).severity).toBe('P1');
});

test('what a person set stands until a source rates worse than it did when the person spoke', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 7));
  await story.until('14:10');
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P3', reason: 'one page is slow' });
  // another P2 is no worse than what fired when dana spoke
  await story.signal(slowDatabase('14:11'));
  expect((await story.incident()).severity).toBe('P3');
  await story.signal(serviceDown('14:12'));
  expect((await story.incident()).severity).toBe('P1');
});

test('verification that holds while an alarm fires resolves nothing: the IC is told which fire, again after an hour; the last recovery resolves at once', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 23));
  await story.until('14:03');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:04');
  await story.signal(ok(highErrorRate, '14:04'));
  await story.until('14:06');
  await story.signal(slowDatabase('14:06'));
  await story.until('15:12');
  const held = await story.incident();
  expect([held.life, held.phase, held.status]).toEqual(['open', 'resolve', 'monitoring']);
  expect(held.question?.text).toBe('Verification holds, but 1 alarm still fires: Database slow. What next?');
  expect((await story.lines(['decision'])).slice(1)).toEqual(['14:10:00 decision IC', '15:10:00 decision IC']);
  await story.signal(ok(slowDatabase('14:06'), '15:12'));
  expect((await story.incident()).life).toBe('closed');
  expect(await story.lines(['resolved'])).toEqual(['15:12:00 resolved fixed']);
});

test('while verification holds and an alarm fires, a person may resolve with a reason; it closes when the alarm recovers', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 23));
  await story.until('14:04');
  await story.signal(slowDatabase('14:04'));
  await story.signal(ok(highErrorRate, '14:04'));
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'rolled back by hand' });
  await story.until('14:20');
  expect((await story.incident()).life).toBe('open');
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'the database alarm is a known false one' });
  expect((await story.why(['resolved'])).at(-1)).toBe(
    '14:20:00 | fixed | the database alarm is a known false one (ana)',
  );
  expect((await story.incident()).life).toBe('resolved');
  await story.until('14:30');
  expect((await story.signal(ok(slowDatabase('14:04'), '14:30'))).did).toBe('recovered');
  expect((await story.incident()).life).toBe('closed');
});

test('one of several series recovers: not recovered, escalations go on', async () => {
  const pack = changed((p) => {
    p.playbook.detection.recovery = { does: 'resolve' };
  });
  const story = new Story({ pack });
  const series = (name: string, time: string): Signal => ({
    ...errors(time, 23),
    key: `${highErrorRate.key}#${name}`,
    title: `High error rate: ${name}`,
  });
  await story.signal(series('orders', '14:02'));
  await story.until('14:03');
  await story.signal(series('payments', '14:03'));
  await story.until('14:04');
  await story.signal(ok(series('orders', '14:02'), '14:04'));
  await story.until('14:18');
  expect((await story.incident()).life).toBe('open');
  expect((await story.lines(['page'])).slice(2)).toEqual([
    '14:07:00 page secondary_oncall/bob',
    '14:17:00 page engineering_manager/ana',
  ]);
});

test('a recovery because nothing was measured is noted and ends nothing', async () => {
  const pack = changed((p) => {
    p.playbook.detection.recovery = { does: 'resolve' };
  });
  const story = new Story({ pack });
  await story.signal(errors('14:02', 23));
  await story.until('14:04');
  expect((await story.signal({ ...errors('14:04', 23), state: 'unknown', summary: 'no data' })).did).toBe('noted');
  await story.until('14:08');
  expect((await story.incident()).life).toBe('open');
  expect((await story.lines(['page'])).at(-1)).toBe('14:07:00 page secondary_oncall/bob');
});

test('false alarm, the key fires again, and somebody re-opens the first: refused, for the alarm has an open incident', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 23));
  const first = story.id;
  await story.until('14:05');
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a load test' });
  await story.until('14:15');
  const second = (await story.signal(errors('14:15', 23))).incidentId ?? '';
  expect(second).not.toBe(first);
  await expect(story.say({ do: 'reopen', by: 'ana', reason: 'it was none' }, first)).rejects.toThrow(
    `High error rate fires in ${second}, which is open: act there, or end it first`,
  );
  expect(await openIncidents(story)).toEqual([second]);
  await story.signal(ok(highErrorRate, '14:16'));
  expect((await story.lines(['recovered'], second)).length).toBe(1);
});

test('a false alarm that is re-opened still owns its key, and the recovery reaches it', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 23));
  await story.until('14:05');
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a load test' });
  await story.say({ do: 'reopen', by: 'ana', reason: 'it was none' });
  await story.until('14:08');
  expect(await story.signal(ok(highErrorRate, '14:08'))).toEqual({ incidentId: story.id, did: 'recovered' });
  expect((await story.incident()).phase).toBe('resolve');
});

/** Two incidents of two services, the second merged into the first at 14:04; `other` is the second's alarm. */
async function merged() {
  const story = healthy();
  await story.signal(errors('14:02', 23));
  const first = story.id;
  const other: Signal = { ...slowDatabase('14:02'), service: 'database' };
  const second = (await story.signal(other)).incidentId ?? '';
  await story.until('14:04');
  await story.say({ do: 'resolve', by: 'ana', as: 'duplicate', of: first, reason: 'one cause' }, second);
  return { story, first, second, other };
}

test('the alarms of a merged incident belong to the one it was merged into', async () => {
  const { story, first, other } = await merged();
  await story.until('14:05');
  // the first's own alarm has recovered, but the one that it took over still fires
  await story.signal(ok(highErrorRate, '14:05'));
  expect((await story.incident(first)).phase).toBe('mitigate');
  expect(await story.signal(ok(other, '14:06'))).toEqual({ incidentId: first, did: 'recovered' });
  expect((await story.incident(first)).phase).toBe('resolve');
  await story.until('14:07');
  const again: Signal = { ...other, at: on('14:07') };
  expect(await story.signal(again)).toEqual({ incidentId: first, did: 'fired-again' });
});

test('a merged incident that is opened again leaves its alarms with the one that took them', async () => {
  const { story, first, second, other } = await merged();
  await story.say({ do: 'reopen', by: 'ana', reason: 'they are two' }, second);
  await story.until('14:05');
  expect((await story.signal({ ...other, at: on('14:05') })).incidentId).toBe(first);
  expect((await story.incident(second)).signals).toEqual({});
  // it recovers there too, and what was opened again has nothing to wait for
  expect(await story.signal(ok(other, '14:06'))).toMatchObject({ incidentId: first });
});

test('an incident that a person opens again leaves out the alarm that another has had since', async () => {
  const story = healthy();
  const falseAlarm = { do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a test' } as const;
  await story.signal(errors('14:02', 23));
  const first = story.id;
  await story.until('14:03');
  await story.say(falseAlarm, first);
  await story.until('14:10');
  const second = (await story.signal(errors('14:10', 23))).incidentId ?? '';
  await story.until('14:12');
  await story.signal(ok(highErrorRate, '14:12'));
  await story.say(falseAlarm, second);
  await story.until('14:20');
  await story.say({ do: 'reopen', by: 'ana', reason: 'it was real' }, first);
  expect((await story.incident(first)).signals).toEqual({});
  await story.until('14:30');
  const third = (await story.signal(errors('14:30', 23))).incidentId ?? '';
  const holders: string[] = [];
  for (const id of new Set([first, second, third])) {
    const { life, signals } = await story.incident(id);
    if (life === 'open' && signals[highErrorRate.key]?.state === 'firing') holders.push(id);
  }
  expect(holders).toEqual([third]);
});

test('three ALARMs and a late OK: one incident, one page a rule', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 23));
  await story.until('14:07:25');
  await story.signal(errors('14:07:25', 23));
  await story.until('14:12:25');
  await story.signal(errors('14:12:25', 23));
  await story.until('14:31:10');
  await story.signal(ok(highErrorRate, '14:31:10'));
  await story.until('14:50');
  expect(await story.lines(['page'])).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:02:00 page oncall_manager/dana',
    '14:07:00 page secondary_oncall/bob',
    '14:17:00 page engineering_manager/ana',
  ]);
  expect(story.world.table.dump().filter((row) => row.listPk === 'INCIDENT').length).toBe(1);
});

test('a suppressed alarm is recorded and pages nobody until the suppression ends while it fires', async () => {
  const story = healthy();
  const muted = Signal.parse({ ...errors('14:02', 23), state: 'suppressed', summary: 'its actions are suppressed' });
  expect(await story.signal(muted)).toEqual({ did: 'kept' });
  const row = story.world.table.dump().find((r) => r.pk === `KEY#${highErrorRate.key}`);
  expect([row?.['state'], row?.['at']]).toEqual(['suppressed', on('14:02')]);
  expect(story.world.table.dump().filter((r) => r.listPk === 'INCIDENT')).toEqual([]);
  await story.until('14:30');
  expect((await story.signal(errors('14:30', 23))).did).toBe('opened');
  expect((await story.lines(['page'])).length).toBe(2);
});

test('a known alarm that fires suppressed stands on its incident’s timeline and raises nothing', async () => {
  const story = healthy();
  await story.signal(errors('14:02', 7));
  await story.until('14:04');
  const muted = Signal.parse({ ...errors('14:04', 95), state: 'suppressed', summary: 'its actions are suppressed' });
  expect(await story.signal(muted)).toEqual({ incidentId: story.id, did: 'noted' });
  expect((await story.incident()).severity).toBe('P2');
  expect((await story.why(['signal'])).at(-1)).toBe(
    '14:04:00 | High error rate | suppressed at 2026-03-11T14:04:00.000Z: its actions are suppressed',
  );
});

test('a catch-all that means nobody: the timeline says that nobody was paged, once', async () => {
  const story = new Story({ catchAll: 'nobody-at-all' });
  const { people } = story.world.ports.deployed;
  const { primary_oncall: _, ...targets } = people.targets;
  story.world.ports.deployed.people = { ...people, targets };
  await story.signal(errors('14:02', 7));
  const nobody = (await story.why(['escalation'])).filter((line) => line.includes('nobody is paged'));
  expect(nobody).toEqual([
    expect.stringMatching(
      /^14:02:00 \| nobody-at-all \| nobody is on call for nobody-at-all, the catch-all: nobody is paged; rule /,
    ),
  ]);
});

test('an OK and an ALARM of one instant, in whichever order they come: it fires, and pages', async () => {
  const recovery: Signal = { ...highErrorRate, state: 'recovered', summary: 'below 5 % again' };
  for (const order of [
    [recovery, highErrorRate],
    [highErrorRate, recovery],
  ]) {
    const story = new Story();
    for (const signal of order) await story.signal(signal);
    expect(await story.incident()).toMatchObject({
      signals: { [highErrorRate.key]: { state: 'firing' } },
    });
    expect(story.pages().length).toBe(2);
  }
});

test('an OK and an ALARM of one instant both stand on the timeline of their incident', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.signal({ ...highErrorRate, state: 'recovered', summary: 'below 5 % again' });
  expect((await story.why(['signal'])).map((line) => line.split(': ')[0])).toEqual([
    '14:02:00 | High error rate | firing at 2026-03-11T14:02:00.000Z',
    '14:02:00 | High error rate | recovered at 2026-03-11T14:02:00.000Z',
  ]);
});

test('an alarm whose actions are kept back while it fires has not recovered: its recovery is heard all the same', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.until('14:04');
  await story.signal({ ...highErrorRate, state: 'suppressed', at: '2026-03-11T14:04:00.000Z' });
  await story.until('14:05');
  expect((await story.recovers()).did).toBe('recovered');
  expect((await story.incident()).signals[highErrorRate.key]?.state).toBe('recovered');
});
