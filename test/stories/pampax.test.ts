import { beforeAll, expect, test } from 'vitest';
import type { PersonCommand } from '#core/incident/command';
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
    metrics: { node_systemd_unit_state: 1 },
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
const actions = (story: Story) =>
  story.world.demoService.actions().map(({ at, name }) => `${at.slice(11, 19)} ${name}`);

let worked: { story: Story; rows: Told[] };
beforeAll(async () => {
  worked = await run(pampaxScenario, {
    ...begin,
    '14:22': (story) => alerted(story, { ...databaseErrors, over: '2026-03-10T14:22:00Z' }),
    '14:30': choose('repair'),
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
  expect(snapshot.map(({ check, value }) => `${check} ${value}`)).toMatchInlineSnapshot(`
    [
      "health 1",
      "memory null",
      "memory-total null",
      "cpu null",
      "disk null",
      "disk-total null",
      "process 1",
      "process-details null",
      "recent-errors 0",
      "database-size null",
      "integrity 0",
    ]
  `);
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
