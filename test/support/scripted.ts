import { expect } from 'vitest';
import type { PersonCommand } from '#core/incident/command';
import type { Story } from '#test/story';
import { type Scenario, type Told, told } from '../playbooks/golden/row.ts';

/** Something that people or machines do in a story. */
export type Step = (story: Story) => Promise<unknown>;
/** What is done at which time; the day is the scenario's unless it is said. */
export type Script = Record<string, Step>;

export const all =
  (...steps: Step[]): Step =>
  async (story) => {
    for (const step of steps) await step(story);
  };
export const say =
  (command: PersonCommand): Step =>
  (story) =>
    story.say(command);
/** Changes the system that the playbook protects. */
export const system =
  (change: Parameters<Story['world']['demoService']['setState']>[0]): Step =>
  async (story) =>
    void story.world.demoService.setState(change);
/** A person answers the question that is open. */
export const answer =
  (by: string, option: string): Step =>
  async (story) => {
    const { question } = await story.incident();
    await story.say({ do: 'answer', by, question: question?.id ?? 'none', option });
  };

/** `14:42`, `15:12` and so on, both ends included. */
export function times(from: string, to: string, minutes: number): string[] {
  const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const list: string[] = [];
  for (let at = minute(from); at <= minute(to); at += minutes)
    list.push(`${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`);
  return list;
}
export const each = (when: string[], step: Step): Script => Object.fromEntries(when.map((time) => [time, step]));
/** Several scripts as one; what they do at one time is done in their order. */
export const together = (...scripts: Script[]): Script => {
  const one: Script = {};
  for (const script of scripts)
    for (const [time, step] of Object.entries(script)) {
      const before = one[time];
      one[time] = before === undefined ? step : all(before, step);
    }
  return one;
};

/** Runs a script on a world that begins with the scenario, and gives what happened in the words of the tables. */
export async function played(
  scenario: Scenario,
  script: Script,
  { begin, happened }: { begin: (opens: string) => Story; happened: (story: Story, until: string) => Promise<Told[]> },
): Promise<{ story: Story; rows: Told[] }> {
  const story = begin(scenario.opens);
  const instant = (time: string) => (time.includes('T') ? time : `${scenario.opens.slice(0, 10)}T${time}:00Z`);
  for (const [time, step] of Object.entries(script).toSorted(([a], [b]) => (instant(a) < instant(b) ? -1 : 1))) {
    if (instant(time) > scenario.opens) await story.until(instant(time));
    await step(story);
  }
  const rows = (await happened(story, scenario.until)).map((row) => ({ ...row, cites: '' }));
  return { story, rows: told({ rows, until: scenario.until }) };
}

/** Of the kinds that a scenario names wholly nothing else happened; of the others what it names, and nothing that it rules out. */
export function compared(scenario: Scenario, rows: Told[]): void {
  const expected = told(scenario);
  const whole = ({ how }: Told) => scenario.complete.includes(how);
  expect(rows.filter(whole)).toEqual(expected.filter(whole));
  const words = ({ at, who, how, what }: Told) => `${at} ${who} ${how} ${what}`;
  const said = new Set(rows.map(words));
  expect(expected.map(words).filter((row) => !said.has(row))).toEqual([]);
  expect(scenario.never.map(words).filter((row) => said.has(row))).toEqual([]);
}
