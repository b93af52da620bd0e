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
