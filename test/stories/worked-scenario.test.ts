import { beforeAll, expect, test } from 'vitest';
import { keys } from '#app/store/keys';
import { metricsOf } from '#core/incident/metrics';
import { acknowledged, broken, choose, worked } from '#test/worked';

const story = broken();
const id = 'INC-20260311-7720';

beforeAll(async () => {
  await worked(story);
  await story.until('17:30');
  await story.until('2026-03-12T15:00:00Z');
  await story.say({
    do: 'update',
    by: 'ana',
    audience: 'stakeholders',
    what: 'final',
    fields: { impact: 'errors for a quarter of the requests', cause: 'a release', remedy: 'rolled back' },
  });
  await story.until('2026-03-13T15:00:00Z');
  await story.say({ do: 'answer', by: 'ana', question: 'publish-review', option: 'publish' });
  await story.until('2026-03-20T15:00:00Z');
});

test('every page and message of the worked scenario leaves in its minute, and nobody gets anything else', () => {
  // in which order what is due at one instant reaches its channels is nobody's promise
  const expected = [
    '14:02:00 pagerduty pagerduty-alice: page P1-first',
    '14:02:00 pagerduty pagerduty-dana: page P1-first',
    '14:02:00 slack #incidents: opened/opened',
    '14:02:00 slack #incidents: task-given/task-given',
    '14:03:00 slack incident-inc-20260311-7720: room-opened/room-opened',
    '14:03:00 slack #incidents: assessed/assessed',
    '14:03:00 statuspage tracktion: assessed/page-investigating',
    '14:03:00 slack #incidents: question-asked/question-asked',
    '14:07:00 pagerduty pagerduty-bob: page P1-secondary',
    '14:07:00 slack #incidents: target-missed/target-missed',
    '14:17:00 pagerduty pagerduty-ana: page A',
    '14:17:00 slack #incidents: update-due/update-due',
    '14:17:00 slack #incidents: update-due/update-due',
    '14:17:00 slack #management: escalated/escalated',
    // the level, the reason and the time stand in PagerDuty too
    `14:17:00 pagerduty pagerduty-tracktion: trigger escalated P1 ${id} High error rate: Audio analysis`,
    '14:17:00 slack #incidents: update-due/internal-update',
    '14:18:00 slack #incidents: acknowledged/acknowledged',
    '14:18:00 slack U0ANA: task-given/task-given',
    '14:18:00 slack U0ANA: update-due/update-due',
    '14:18:00 pagerduty pagerduty-alice: acknowledge P1-first',
    '14:18:00 pagerduty pagerduty-ana: acknowledge A',
    '14:18:00 pagerduty pagerduty-bob: acknowledge P1-secondary',
    '14:18:00 pagerduty pagerduty-dana: acknowledge P1-first',
    '14:20:00 email customers@tracktion.com: update-due/customer-mail',
    '14:32:00 slack U0ANA: update-due/update-due',
    '14:32:00 slack #incidents: update-due/internal-update',
    '14:47:00 slack U0ANA: update-due/update-due',
    '14:47:00 slack #incidents: update-due/internal-update',
    '14:48:00 slack #incidents: mitigation-started/status-notice',
    // the roll-back is destructive
    '14:48:00 slack U0ANA: question-asked/question-asked',
    '14:48:00 statuspage tracktion: mitigation-started/page-identified',
    `14:48:00 pagerduty pagerduty-tracktion: trigger mitigation-started ${id}: implementing_fix`,
    '14:50:00 slack U0ANA: update-due/update-due',
    '14:50:00 email customers@tracktion.com: update-due/customer-mail',
    '14:59:00 slack #incidents: verified/status-notice',
    '14:59:00 statuspage tracktion: verified/page-monitoring',
    `14:59:00 pagerduty pagerduty-tracktion: trigger verified ${id}: monitoring`,
    '15:02:00 pagerduty pagerduty-vera: page C',
    '15:02:00 pagerduty pagerduty-colin: page C',
    '15:02:00 slack #incidents: target-missed/target-missed',
    '15:02:00 slack U0ANA: update-due/update-due',
    '15:02:00 slack #executive: escalated/escalated',
    `15:02:00 pagerduty pagerduty-tracktion: trigger escalated P1 ${id} High error rate: Audio analysis`,
    '15:02:00 slack #incidents: update-due/internal-update',
    '15:07:00 slack #incidents: resolved/status-notice',
    '15:07:00 pagerduty pagerduty-alice: resolve P1-first',
    '15:07:00 pagerduty pagerduty-ana: resolve A',
    '15:07:00 pagerduty pagerduty-bob: resolve P1-secondary',
    '15:07:00 pagerduty pagerduty-colin: resolve C',
    '15:07:00 pagerduty pagerduty-dana: resolve P1-first',
    '15:07:00 pagerduty pagerduty-vera: resolve C',
    '15:07:00 statuspage tracktion: resolved/page-resolved',
    '15:07:00 slack U0ANA: update-due/update-due',
    '15:07:00 slack U0ANA: update-due/update-due',
    `15:07:00 pagerduty pagerduty-tracktion: resolve resolved ${id}: resolved`,
    '15:07:00 email engineering@tracktion.com+product@tracktion.com+support@tracktion.com: review-scheduled/review-scheduled',
    '15:07:00 slack #incidents: review-scheduled/review-scheduled',
    '15:07:00 slack #incidents: question-asked/question-asked',
    '17:07:00 slack #incidents: target-missed/target-missed',
    '03-12 15:00:00 email engineering@tracktion.com+product@tracktion.com+support@tracktion.com: update-due/summary',
    '03-13 15:00:00 slack #incidents: review-published/review-published',
    // the day before the first action item is due (added); its owner is nobody of people.yaml
    `03-17 09:00:00 slack #incidents: item-due/AI-${id}-001`,
  ];
  expect(story.sent().toSorted()).toEqual(expected.toSorted());
});

test('each person is paged for the target that the sheet names, in the words of a page', async () => {
  expect(await story.lines(['page'])).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:02:00 page oncall_manager/dana',
    '14:07:00 page secondary_oncall/bob',
    '14:17:00 page engineering_manager/ana',
    '15:02:00 page vp_engineering/vera',
    '15:02:00 page cto/colin',
  ]);
  expect(story.world.sent.filter((s) => s.message.kind === 'page').map((s) => s.message.text)).toEqual([
    `P1 ${id}: High error rate: Audio analysis, since 14:02 UTC. You: on call for P1.`,
    `P1 ${id}: High error rate: Audio analysis, since 14:02 UTC. You: on call for P1.`,
    `P1 ${id}: High error rate: Audio analysis, since 14:02 UTC. You: no ack for 5 min.`,
    `P1 ${id}: High error rate: Audio analysis, since 14:02 UTC. You: no ack for 15 min.`,
    `P1 ${id}: High error rate: Audio analysis, since 14:02 UTC. You: unresolved 1 h.`,
    `P1 ${id}: High error rate: Audio analysis, since 14:02 UTC. You: unresolved 1 h.`,
  ]);
});

test('severity twice on the record, decision, statuses, verification and stability stand at their minute', async () => {
  expect(
    await story.lines([
      'opened',
      'severity',
      'acknowledged',
      'role',
      'decision',
      'status',
      'mitigation',
      'verification',
      'resolved',
      'closed',
    ]),
  ).toEqual([
    '14:02:00 opened',
    '14:02:00 severity P1',
    '14:03:00 severity P1',
    '14:03:00 decision IC',
    '14:18:00 acknowledged ana',
    '14:18:00 role IC/ana',
    '14:48:00 decision rollback',
    '14:48:00 mitigation rollback',
    '14:48:00 status implementing_fix',
    '14:48:00 mitigation rollback',
    '14:48:00 decision IC',
    '14:48:00 decision approve',
    '14:48:00 mitigation rollback',
    '14:58:00 mitigation rollback done',
    '14:58:00 mitigation done',
    '14:58:00 verification',
    '14:59:00 verification verified',
    '14:59:00 status monitoring',
    '15:00:00 verification pass 1',
    '15:01:00 verification pass 2',
    '15:02:00 verification failed, count 0',
    '15:03:00 verification pass 1',
    '15:04:00 verification pass 2',
    '15:05:00 verification pass 3',
    '15:06:00 verification pass 4',
    '15:07:00 verification pass 5',
    '15:07:00 status resolved',
    '15:07:00 resolved fixed',
    '15:07:00 closed',
    '15:07:00 decision CL',
    '03-13 15:00:00 decision publish',
  ]);
  const because = (await story.why(['severity'])).map((line) => line.replace(/ \(playbook.yaml:\d+\)$/, ''));
  expect(because).toEqual([
    '14:02:00 | P1 | High error rate: 23 % > 20 %',
    '14:03:00 | P1 | 3 of 5 components down: Health of analysis-service, Health of tracklist-service, Connection to the database',
  ]);
});

test('targets missed and updates due are told to whom they concern; rule D never fires', async () => {
  expect(await story.lines(['escalation', 'deadline-missed', 'update-due'])).toEqual([
    '14:02:00 escalation primary_oncall, oncall_manager',
    '14:04:00 deadline-missed 5 tasks within 2m',
    '14:06:00 deadline-missed 5 tasks within 4m',
    '14:07:00 escalation secondary_oncall',
    '14:07:00 deadline-missed acknowledge within 5m',
    '14:07:00 deadline-missed 5 tasks within 5m',
    '14:17:00 escalation engineering_manager, management, paging',
    '14:17:00 update-due #incidents (internal)',
    '14:17:00 update-due #incidents (first customers)',
    '14:18:00 update-due IC/ana (first customers)',
    '14:32:00 update-due IC/ana (internal)',
    '14:47:00 update-due IC/ana (internal)',
    '14:50:00 update-due IC/ana (customers)',
    '15:02:00 escalation vp_engineering, cto, executive, paging',
    '15:02:00 deadline-missed resolve within 1h',
    '15:02:00 update-due IC/ana (internal)',
    '15:07:00 update-due IC/ana (final customers)',
    '15:07:00 update-due IC/ana (final stakeholders)',
    '17:07:00 deadline-missed final to customers',
  ]);
});

test('the war room has its name, its bridge and its three guests; the customers hear when they will hear again', () => {
  const opened = story.world.sent.find((s) => s.message.kind === 'room');
  const room = opened?.message;
  expect(opened?.to).toEqual(['incident-inc-20260311-7720']);
  expect(room?.kind === 'room' ? room.room : undefined).toEqual({
    name: 'incident-inc-20260311-7720',
    private: false,
    people: ['U0JOHN', 'U0SARAH', 'U0MIKE'],
    purpose: 'War room of one incident; everything that is said here belongs to it',
  });
  expect(room?.text).toContain('Voice: 1-800-TRACKTION ext. INC-20260311-7720');
  const mails = story.world.sent.filter((s) => s.to[0] === 'customers@tracktion.com').map((s) => s.message.text);
  expect(mails.map((text) => /again by (.+)\./.exec(text)?.[1])).toEqual(['14:50 UTC', '15:20 UTC']);
});

test('status page: investigating, identified, monitoring, resolved', () => {
  expect(
    story.world.sent
      .filter((s) => s.channel === 'statuspage')
      .map((s) => (s.message.kind === 'notice' ? s.message.public.status : undefined)),
  ).toEqual(['investigating', 'identified', 'monitoring', 'resolved']);
});

test('detection 5 min, response 16, resolution 49, communication 1, duration 65', async () => {
  expect(metricsOf(await story.incident())).toEqual([
    { name: 'detection', seconds: 300 },
    { name: 'response', seconds: 960 },
    { name: 'resolution', seconds: 2940 },
    { name: 'communication', seconds: 60 },
    { name: 'duration', seconds: 3900 },
  ]);
});

test('review on Friday 13 March 14:00 to 15:00, items due on 18 and 25 March, then the lifecycle has succeeded', async () => {
  const incident = await story.incident();
  expect(incident.review).toEqual({
    at: '2026-03-13T14:00:00Z',
    until: '2026-03-13T15:00:00Z',
    items: [`AI-${id}-001`, `AI-${id}-002`],
    publishedBy: 'ana',
  });
  expect(incident.life).toBe('reviewed');
  const rows = await Promise.all(
    [`AI-${id}-001`, `AI-${id}-002`].map((item) => story.world.table.get(keys.item(item))),
  );
  expect(rows.map((row) => row?.['item'])).toEqual([
    {
      id: `AI-${id}-001`,
      title: 'Monitoring alerts',
      priority: 'high',
      owner: 'engineering',
      due: '2026-03-18',
      status: 'open',
      category: 'monitoring',
      horizon: 'immediate',
    },
    {
      id: `AI-${id}-002`,
      title: 'Response documentation',
      priority: 'medium',
      owner: 'devops',
      due: '2026-03-25',
      status: 'open',
      category: 'process',
      horizon: 'short-term',
    },
  ]);
  expect(
    await story.executions('lifecycle', 'detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem'),
  ).toEqual([
    `${id}.1 SUCCEEDED`,
    `${id}.1.detect.1 SUCCEEDED`,
    `${id}.1.assess.2 SUCCEEDED`,
    `${id}.1.communicate.1 SUCCEEDED`,
    `${id}.1.mitigate.3 SUCCEEDED`,
    `${id}.1.resolve.4 SUCCEEDED`,
    `${id}.1.post-mortem.5 SUCCEEDED`,
  ]);
});

test('the report has the sections of the sheet in order, with times, metrics, items and the meeting', async () => {
  const report = await story.report();
  expect(report.split('\n').filter((line) => line.startsWith('## '))).toEqual([
    '## 0. Head',
    '## 1. Executive summary',
    '## 2. Details',
    '## 3. Root cause',
    '## 4. Response',
    '## 5. Action items',
    '## 6. Prevention',
    '## 7. Lessons',
    '## 8. Follow-up',
    '## 9. Foot',
  ]);
  const lines = report
    .split('\n')
    .filter((line) => /^- (Start|Duration|Participants|Resolution|[DRC]\w+ time:|\[ \] AI|Review:)/.test(line));
  expect(lines).toEqual([
    '- Start of the incident: 2026-03-11 13:57:00 UTC',
    '- Duration: 65 min',
    '- Participants: IC Ana Alvarez;',
    '- Resolution in brief: Roll back',
    '- Duration: 65 min',
    '- Detection time: 5 min',
    '- Response time: 16 min',
    '- Resolution time: 49 min',
    '- Communication time: 1 min',
    `- [ ] AI-${id}-001 Monitoring alerts, engineering, due 2026-03-18`,
    `- [ ] AI-${id}-002 Response documentation, devops, due 2026-03-25`,
    '- Review: 2026-03-13 14:00:00 UTC',
  ]);
});

test('the rollback was done to the demo service once', () => {
  expect(story.world.demoService.actions().map((a) => `${a.at} ${a.name} ${a.key}`)).toEqual([
    `2026-03-11T14:48:00.000Z rollback ${id}.1.1.0.0`,
  ]);
});

/** Stability never holds: every third reading is bad, from 14:59 until the loop and its one repetition are over at 15:19. */
async function exhausted() {
  const unstable = await acknowledged();
  await unstable.until('14:48');
  await choose(unstable, 'rollback');
  await unstable.recovers();
  for (let minute = 58; minute <= 80; minute += 1) {
    await unstable.until(`${14 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:30`);
    unstable.world.demoService.setState({ errorRate: minute % 3 === 0 ? 2.4 : 0.8 });
  }
  return unstable;
}

test('a loop that ends twice without five in a row pages the IC and asks what next; the incident stays monitoring', async () => {
  const unstable = await exhausted();
  expect((await unstable.lines(['verification'])).filter((line) => !/pass \d/.test(line))).toEqual([
    '14:58:00 verification',
    '14:59:00 verification verified',
    '15:01:00 verification failed, count 0',
    '15:04:00 verification failed, count 0',
    '15:07:00 verification failed, count 0',
    '15:09:00 verification loop starts again',
    '15:10:00 verification failed, count 0',
    '15:13:00 verification failed, count 0',
    '15:16:00 verification failed, count 0',
    '15:19:00 verification failed, count 0',
    '15:19:00 verification exhausted',
  ]);
  expect(unstable.pages().filter((page) => page > '15:03')).toEqual([
    '15:19:00 pagerduty pagerduty-ana: page exhausted',
  ]);
  const { life, status, question } = await unstable.incident();
  expect({ life, status, options: question?.options.map((o) => o.id) }).toEqual({
    life: 'open',
    status: 'monitoring',
    options: ['measure', 'mitigate', 'resolve'],
  });
});

test('measure again: settles, verifies and resolves when it holds; exhausted anew it pages anew', async () => {
  const unstable = await exhausted();
  unstable.world.demoService.setState({ errorRate: 0.8 });
  await unstable.say({ do: 'answer', by: 'ana', question: 'stability', option: 'measure' });
  const again = await exhaustedAgain(unstable);
  expect(again).toEqual([
    '15:19:00 pagerduty pagerduty-ana: page exhausted',
    '15:41:30 pagerduty pagerduty-ana: page exhausted',
  ]);
  await unstable.say({ do: 'answer', by: 'ana', question: 'stability', option: 'measure' });
  unstable.world.demoService.setState({ errorRate: 0.8 });
  await unstable.until('15:59');
  expect((await unstable.lines(['verification', 'resolved'])).slice(-8)).toEqual([
    '15:43:00 verification',
    '15:44:00 verification verified',
    '15:45:00 verification pass 1',
    '15:46:00 verification pass 2',
    '15:47:00 verification pass 3',
    '15:48:00 verification pass 4',
    '15:49:00 verification pass 5',
    '15:49:00 resolved fixed',
  ]);
});

async function exhaustedAgain(unstable: Awaited<ReturnType<typeof exhausted>>): Promise<string[]> {
  for (let minute = 21; minute <= 43; minute += 1) {
    await unstable.until(`15:${minute}`);
    unstable.world.demoService.setState({ errorRate: minute % 3 === 1 ? 2.4 : 0.8 });
  }
  return unstable.pages().filter((page) => page.endsWith('exhausted'));
}

test('mitigate: back to investigating, the public is told, and the question how to mend it is asked anew', async () => {
  const unstable = await exhausted();
  await unstable.say({ do: 'answer', by: 'ana', question: 'stability', option: 'mitigate' });
  const { phase, status, question, attempts } = await unstable.incident();
  expect({ phase, status, slot: question?.slot, attempts }).toEqual({
    phase: 'mitigate',
    status: 'investigating',
    slot: 'choice',
    attempts: 1,
  });
  expect(unstable.sent((s) => s.at >= '2026-03-11T15:20:30').toSorted()).toEqual([
    `15:20:30 pagerduty pagerduty-tracktion: trigger verification-failed ${id}: investigating`,
    '15:20:30 slack #incidents: verification-failed/status-notice',
    '15:20:30 slack U0ANA: question-asked/question-asked',
    '15:20:30 statuspage tracktion: verification-failed/page-investigating',
  ]);
  unstable.world.demoService.setState({ errorRate: 0.8 });
  await choose(unstable, 'fix');
  await unstable.until('15:40');
  expect((await unstable.incident()).life).toBe('closed');
  expect(unstable.world.demoService.actions().map((a) => a.name)).toEqual(['rollback', 'restart']);
});

test('resolve: the IC ends it all the same, and the review follows', async () => {
  const unstable = await exhausted();
  await unstable.say({ do: 'answer', by: 'ana', question: 'stability', option: 'resolve', reason: 'load is gone' });
  await unstable.until('15:22');
  const { life, phase, status } = await unstable.incident();
  expect({ life, phase, status }).toEqual({ life: 'closed', phase: 'post-mortem', status: 'resolved' });
  expect(await unstable.executions('lifecycle', 'communicate', 'resolve', 'post-mortem')).toEqual([
    `${id}.1 RUNNING`,
    `${id}.1.communicate.1 SUCCEEDED`,
    `${id}.1.resolve.4 SUCCEEDED`,
    `${id}.1.post-mortem.5 RUNNING`,
  ]);
});

test('a verification that fails goes back to investigating, is asked anew, and the second one settles again', async () => {
  const story = await acknowledged();
  story.world.demoService.setAction('rollback', { seconds: 60, errorRate: 6 });
  await choose(story, 'rollback');
  await story.until('14:21');
  await choose(story, 'fix');
  await story.recovers();
  await story.until('14:40');
  expect(await story.lines(['decision', 'status', 'verification', 'resolved'])).toEqual([
    '14:03:00 decision IC',
    '14:18:00 decision rollback',
    '14:18:00 status implementing_fix',
    '14:18:00 decision IC',
    '14:18:00 decision approve',
    '14:19:00 verification',
    '14:20:00 verification failed',
    '14:20:00 status investigating',
    '14:20:00 decision IC',
    '14:21:00 decision fix',
    '14:21:00 status implementing_fix',
    '14:21:00 decision IC',
    '14:21:00 decision approve',
    '14:22:00 verification',
    '14:23:00 verification verified',
    '14:23:00 status monitoring',
    '14:24:00 verification pass 1',
    '14:25:00 verification pass 2',
    '14:26:00 verification pass 3',
    '14:27:00 verification pass 4',
    '14:28:00 verification pass 5',
    '14:28:00 status resolved',
    '14:28:00 resolved fixed',
    '14:28:00 decision CL',
  ]);
});
