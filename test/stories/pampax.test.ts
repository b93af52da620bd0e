import { beforeAll, expect, test } from 'vitest';
import { shownItem } from '#app/api/action-item';
import { keys } from '#app/store/keys';
import type { PersonCommand } from '#core/incident/command';
import { hostOf } from '#test/pampax-host';
import { alerted, happenedAt, pampaxAt } from '#test/pampax-run';
import { planOf } from '#test/steps';
import type { Story } from '#test/story';
import { pampaxOutcome as outcome, pampaxScenario, pampaxVariants } from '../playbooks/golden/pampax-scenario.ts';
import { type Scenario, type Told, told } from '../playbooks/golden/row.ts';

const [manual, stillBad, nobody] = pampaxVariants;
const databaseErrors = { name: 'PampaxDatabaseErrors', severity: 'high', value: 0.35, at: pampaxScenario.opens };

type Script = Record<string, (story: Story) => Promise<unknown>>;
const say = (command: PersonCommand) => (story: Story) => story.say(command);
const choose = (option: string) => async (story: Story) => {
  const { question } = await story.incident();
  await story.say({ do: 'answer', by: 'olga', question: question?.id ?? 'none', option });
};
const notice: PersonCommand = {
  do: 'update',
  by: 'olga',
  audience: 'customers',
  what: 'update',
  fields: {
    kind: 'searches fail',
    impact: 'some searches end with an error',
    happened: 'our database reports errors',
    doing: 'we are looking for the cause',
  },
};
const resolution: PersonCommand = {
  do: 'update',
  by: 'olga',
  audience: 'customers',
  what: 'final',
  fields: { ended: 'We have repaired the database.' },
};

/** A corrupt database behind an API that answers; the steps of the gateway take no time, but for the repair with its 8 min. */
async function corrupt(story: Story, repaired = true): Promise<void> {
  story.world.measuring = true;
  story.world.demoService.setState({
    components: { pampax: 'ok', database: 'down' },
    metrics: {
      node_systemd_unit_state: 1,
      node_memory_MemAvailable_bytes: 61,
      node_memory_MemTotal_bytes: 8_000_000_000,
      node_cpu_seconds_total: 12,
      node_filesystem_avail_bytes: 47,
      node_filesystem_size_bytes: 50_000_000_000,
      pampax_database_file_bytes: 940_000_000,
      // lines of this level in the log
      ERROR: 42,
    },
  });
  hostOf(story, {
    process: { text: 'pid 4711, up 3 d 2 h' },
    'foreign-keys': { ok: true },
    schema: { text: '14 tables' },
    backups: { text: '20260309_020000 ok' },
  });
  story.world.demoService.setAction('stop', { seconds: 0, components: { pampax: 'down' } });
  story.world.demoService.setAction('backup', { seconds: 0 });
  story.world.demoService.setAction('recover-database', {
    seconds: 480,
    ...(repaired ? { components: { database: 'ok' } } : {}),
  });
  story.world.demoService.setAction('start', { seconds: 0, components: { pampax: 'ok' } });
  await alerted(story, databaseErrors);
}
const begin: Script = {
  '14:02': (story) => corrupt(story),
  '14:10': say({ do: 'acknowledge', by: 'olga' }),
  '14:15': say(notice),
  '14:16': choose('corruption'),
};

/** Runs a script on a world that begins with the scenario; times are of its day unless they say another. */
async function run(scenario: Scenario, script: Script): Promise<{ story: Story; rows: Told[] }> {
  const story = pampaxAt(scenario.opens);
  const instant = (time: string) => (time.includes('T') ? time : `2026-03-10T${time}:00Z`);
  for (const [time, step] of Object.entries(script).toSorted(([a], [b]) => (instant(a) < instant(b) ? -1 : 1))) {
    if (instant(time) > scenario.opens) await story.until(instant(time));
    await step(story);
  }
  const rows = (await happenedAt(story, scenario.until)).map((row) => ({ ...row, cites: '' }));
  return { story, rows: told({ rows, until: scenario.until }) };
}

/** Of the kinds that a scenario names wholly nothing else happened; of the others what it names, and nothing that it rules out. */
function compared(scenario: Scenario, rows: Told[]): void {
  const expected = told(scenario);
  const whole = ({ how }: Told) => scenario.complete.includes(how);
  expect(rows.filter(whole)).toEqual(expected.filter(whole));
  const words = ({ at, who, how, what }: Told) => `${at} ${who} ${how} ${what}`;
  const said = new Set(rows.map(words));
  expect(expected.map(words).filter((row) => !said.has(row))).toEqual([]);
  expect(scenario.never.map(words).filter((row) => said.has(row))).toEqual([]);
}
const itemsOf = (story: Story) =>
  story.run(async () => {
    const ids = (await story.world.timeline(story.id)).flatMap(({ kind, item }) =>
      kind === 'action-item' && item !== undefined ? [item] : [],
    );
    const rows = await Promise.all(ids.map((id) => story.world.ports.table.get(keys.item(id))));
    return rows.flatMap((row) => (row === undefined ? [] : [shownItem(row)]));
  });
const actions = (story: Story) =>
  story.world.demoService.actions().map(({ at, name }) => `${at.slice(11, 19)} ${name}`);

let worked: { story: Story; rows: Told[] };
beforeAll(async () => {
  worked = await run(pampaxScenario, {
    ...begin,
    '14:22': (story) => alerted(story, { ...databaseErrors, over: '2026-03-10T14:22:00Z' }),
    '14:30': choose('repair'),
    '14:35': say({
      do: 'state-facts',
      by: 'olga',
      facts: { cause: 'a full disk tore a write', users: '12 %', 'data-loss': 'no' },
    }),
    '14:40': say(resolution),
  });
});

test('the database is corrupt: every row of the worked scenario at its time, and none of those that must not be', () => {
  compared(pampaxScenario, worked.rows);
});

test('the run stops the service at 14:16, repairs it from 14:30 to 14:38 and starts it; 10 s later it is resolved', async () => {
  expect(actions(worked.story)).toEqual([
    '14:16:00 stop',
    '14:16:00 backup',
    '14:30:00 recover-database',
    '14:38:00 start',
  ]);
  const incident = await worked.story.incident();
  expect([incident.id, incident.severity, incident.category]).toEqual([outcome.id, 'P1', 'data-integrity']);
  expect(await worked.story.lines(['resolved', 'closed'])).toEqual([
    '03-10 14:38:10 resolved fixed',
    '03-10 14:38:10 closed',
  ]);
});

test('what the card, the room and the customers are told, in the order of the sheet', () => {
  const text = (template: string) =>
    worked.story.world.sent.find(({ message }) => message.key.split('.')[3] === template && message.kind !== 'page')
      ?.message;
  expect(text('opened')?.text).toMatchInlineSnapshot(`
    "🚨 *Production alert: PAMPAX*
    Incident: INC-2026-001
    Severity: High (P1)
    Service: PAMPAX API
    Impact: Database errors: PAMPAX API
    Detected: 2026-03-10 14:02:00 UTC
    Responder: nobody yet, the on-call engineer is paged
    War room: #incident-inc-2026-001
    Dashboard: https://grafana.company.com/d/pampax
    https://tocsin.test/incidents/INC-2026-001"
  `);
  const room = worked.story.world.sent.find(({ message }) => message.kind === 'room')?.message;
  expect(room?.text).toMatchInlineSnapshot(`
    "🚨 *Incident INC-2026-001*
    INC-2026-001: Database errors: PAMPAX API
    Status: Investigating | Severity: High
    Impact: Database errors: PAMPAX API
    https://tocsin.test/incidents/INC-2026-001"
  `);
  expect(room?.kind === 'room' ? room.room : undefined).toEqual({
    name: outcome.room,
    private: true,
    people: ['U123456789', 'U987654321', 'U567890123'],
    purpose: 'War room of one incident',
  });
  const { subject, text: body } = text('customer-notice') ?? {};
  expect({ subject, body }).toMatchInlineSnapshot(`
    {
      "body": "Status: Investigating
    Started: 2026-03-10 14:02:00 UTC

    What you may notice: some searches end with an error
    What happened: our database reports errors
    What we are doing: we are looking for the cause

    You will hear from us again by 2026-03-10 14:45:00 UTC, and earlier if there is news. The present state is also on https://status.company.com. We are sorry for the trouble this causes you.

    Update of 2026-03-10 14:15:00 UTC",
      "subject": "PAMPAX service alert: searches fail",
    }
  `);
  expect(text('customer-resolution')?.text).toMatchInlineSnapshot(`
    "Status: Resolved
    Started: 2026-03-10 14:02:00 UTC
    Ended: 2026-03-10 14:38:10 UTC

    We have repaired the database.

    PAMPAX works as usual again. We are sorry for the trouble this caused you.

    Update of 2026-03-10 14:40:00 UTC"
  `);
});

test('the triage is kept with the incident: five checks, of which the integrity fails', async () => {
  const { snapshot } = await worked.story.incident();
  expect(snapshot.map(({ check, value, text }) => `${check} ${value ?? text}`)).toMatchInlineSnapshot(`
    [
      "health 1",
      "memory 61",
      "memory-total 8000000000",
      "cpu 12",
      "disk 47",
      "disk-total 50000000000",
      "process 1",
      "process-details pid 4711, up 3 d 2 h",
      "recent-errors 5",
      "database-size 940000000",
      "integrity 0",
    ]
  `);
  expect(snapshot.find(({ check }) => check === 'recent-errors')?.text?.split('\n')).toHaveLength(5);
});

test(`${manual?.title}: the senior engineer is paged, the run has failed, and the incident stays In Progress`, async () => {
  if (manual === undefined) throw new Error('no such variant');
  const { story, rows } = await run(manual, { ...begin, '14:30': choose('manual') });
  compared(manual, rows);
  const { plan, status, life } = await story.incident();
  expect([plan?.outcome, status, life]).toEqual(['failed', 'In Progress', 'open']);
  expect(actions(story)).toEqual(['14:16:00 stop', '14:16:00 backup']);
});

test(`${stillBad?.title}: the service is not started`, async () => {
  if (stillBad === undefined) throw new Error('no such variant');
  const { story, rows } = await run(stillBad, {
    ...begin,
    '14:02': (s) => corrupt(s, false),
    '14:30': choose('repair'),
  });
  compared(stillBad, rows);
  expect(actions(story)).toEqual(['14:16:00 stop', '14:16:00 backup', '14:30:00 recover-database']);
  expect((await planOf(story)).slice(-4)).toEqual(['rebuild skipped', 'whole failed', 'start skipped', 'up skipped']);
});

test(`${nobody?.title}: the run waits, and the resolution target is missed`, async () => {
  if (nobody === undefined) throw new Error('no such variant');
  const { story, rows } = await run(nobody, begin);
  compared(nobody, rows);
  expect(await planOf(story)).toContain('which asked');
  expect(actions(story)).toEqual(['14:16:00 stop', '14:16:00 backup']);
});

test('the report has the sections of the incident report, and the RCA its own, named by its date', async () => {
  const { story } = worked;
  const report = await story.reportNow();
  expect(report.match(/^#.*$/gm)).toEqual([
    `# Incident report ${outcome.id}`,
    '## 1. Summary',
    '## 2. Timeline',
    '## 3. Root cause analysis',
    '## 4. Impact assessment',
    '## 5. Resolution actions',
    '## 6. Communication',
    '## 7. Lessons',
    '## 8. Preventive measures',
    '## 9. Attachments',
  ]);
  const rca = await story.reportNow('rca');
  expect((await story.report('rca')).split('\n')[0]).toBe(`# ${outcome.rca}`);
  expect(rca.match(/^#.*$/gm)).toEqual([
    `# ${outcome.rca}`,
    '## Executive summary',
    '## Timeline',
    '## Root cause',
    '## Contributing factors',
    '## Impact',
    '## Lessons',
    '## Action items',
    '## Follow-up',
  ]);
  expect(report.slice(0, report.indexOf('| Time |'))).toMatchInlineSnapshot(`
    "# Incident report INC-2026-001

    ## 1. Summary
    - Severity: High (P1)
    - Status: Closed
    - Start: 2026-03-10 14:02:00 UTC
    - Duration: 0 h 36 min
    - Impact on users and business:

    ## 2. Timeline
    - 14:02 UTC detected (alert)
    - 14:10 UTC acknowledged by Olga Olsen
    - first assessment finished:
    - 14:35 UTC root cause found
    - 14:38 UTC mitigation in place
    - 14:38 UTC service back
    - 14:38 UTC incident resolved

    "
  `);
  expect(report.slice(report.indexOf('## 5.'), report.indexOf('## 7.'))).toMatchInlineSnapshot(`
    "## 5. Resolution actions
    - Immediate:
      - 14:16 UTC Stop the service (Data corruption, attempt 1): succeeded 14:16 UTC
      - 14:16 UTC Copy the data directory (Data corruption, attempt 1): succeeded 14:16 UTC
      - 14:30 UTC Recover into a new file and put it in place (Data corruption, attempt 1): succeeded 14:38 UTC
      - 14:38 UTC Start the service (Data corruption, attempt 1): succeeded 14:38 UTC
    - Follow-up:
    - Permanent fixes:

    ## 6. Communication
    - Internal (teams, channels):
      - 14:02 UTC #pampax-alerts
      - 14:02 UTC incident-inc-2026-001
      - 14:02 UTC #pampax-alerts
      - 14:10 UTC #pampax-alerts
      - 14:16 UTC #pampax-alerts
      - 14:16 UTC responder/olga
      - 14:38 UTC #pampax-alerts
      - 14:38 UTC #pampax-alerts
      - 14:38 UTC responder/olga
      - 14:38 UTC responder/olga
      - 14:38 UTC responder/olga
    - External (customer notices):
      - 14:15 UTC customers
      - 14:15 UTC status-page
      - 14:40 UTC customers
      - 14:40 UTC status-page
    - Stakeholders (leadership updates):

    "
  `);
  expect(rca.slice(rca.indexOf('## Timeline'), rca.indexOf('## Root cause'))).toMatchInlineSnapshot(`
    "## Timeline
    - 2026-03-10 14:02:00 UTC detection
    - 2026-03-10 14:10:00 UTC first response
    - 2026-03-10 14:16:00 UTC Stop the service
    - 2026-03-10 14:16:00 UTC Copy the data directory
    - 2026-03-10 14:30:00 UTC Recover into a new file and put it in place
    - 2026-03-10 14:38:00 UTC Start the service
    - 2026-03-10 14:38:10 UTC resolution

    "
  `);
  expect(report).toContain('- Users (number or %): 12 %\n- Services: PAMPAX API\n- Data loss: no\n');
});

test('its action items are the two samples, each with an id of this incident, due 2 weeks and 1 week after the RCA', async () => {
  const { story } = worked;
  const items = await itemsOf(story);
  expect(items.map((i) => [i.id, i.title, i.category, i.priority, i.owner, i.due, i.status, i.horizon])).toEqual([
    [
      'INC-2026-001-AI-001',
      'Database connection pooling',
      'infrastructure',
      'high',
      'engineering-team',
      '2026-03-25',
      'open',
      'short-term',
    ],
    ['INC-2026-001-AI-002', 'Memory alerts', 'monitoring', 'medium', 'sre-team', '2026-03-18', 'open', 'immediate'],
  ]);
});

test('the responder is asked to publish the RCA of 11 March, and the team hears of it', async () => {
  const { story } = worked;
  const { question, review } = await story.incident();
  expect([question?.ask, question?.text, review?.at]).toEqual([
    'responder',
    'Publish the review?',
    '2026-03-11T10:00:00Z',
  ]);
  await choose('publish')(story);
  expect((await story.incident()).life).toBe('reviewed');
  expect(story.sent(({ message }) => message.key.includes('review-published'))).toEqual([
    '14:00:00 slack #pampax-alerts: review-published/review-published',
  ]);
});

test('a P2 is resolved with its incident report and without an RCA: nobody is given its tasks, and no review is held', async () => {
  const story = pampaxAt(pampaxScenario.opens);
  story.world.measuring = true;
  await alerted(story, { name: 'PampaxHighResponseTime', severity: 'medium', value: 2.4, at: pampaxScenario.opens });
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'olga' });
  await alerted(story, {
    name: 'PampaxHighResponseTime',
    severity: 'medium',
    at: pampaxScenario.opens,
    over: '2026-03-10T14:20:00Z',
  });
  await story.say({ do: 'resolve', by: 'olga', as: 'fixed', reason: 'the cache is warm again' });
  await story.until('14:30');
  const { life, review } = await story.incident();
  expect([life, review]).toEqual(['closed', undefined]);
  expect(story.sent(({ message }) => message.key.includes('task-given'))).toEqual([]);
  const card = story.world.sent.find(({ message }) => message.key.includes('.opened.'))?.message.text;
  expect(card).toContain('Severity: Medium (P2)');
  expect(card).not.toContain('War room');
  expect((await story.report()).match(/^# .*$/gm)).toEqual([`# Incident report ${outcome.id}`]);
  expect(await story.report('rca')).toBe('');
});
