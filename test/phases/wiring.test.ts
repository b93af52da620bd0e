import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface State {
  Type: string;
  Comment?: string;
  Resource?: string;
  TimeoutSeconds?: unknown;
  Arguments?: { Name?: string };
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[] }[];
  Choices?: { Condition: string }[];
  Seconds?: number;
  Next?: string;
  Branches?: Flow[];
  ItemProcessor?: Flow;
}
interface Flow {
  States: Record<string, State>;
}

const home = new URL('../../', import.meta.url);
const kebab = (name: string) => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
const machines = ['assess', 'communicate', 'deadline', 'detect', 'lifecycle', 'mitigate', 'post-mortem', 'resolve'];
const folder = (machine: string) => ({ lifecycle: 'run', deadline: 'clock' })[machine] ?? machine;
const textOf = (machine: string) => readFileSync(new URL(`statemachines/${machine}.asl.json`, home), 'utf8');
const definitionOf = (machine: string): Flow & { Comment?: string } => JSON.parse(textOf(machine));

const statesOf = (flow: Flow): [string, State][] =>
  Object.entries(flow.States).flatMap(([name, state]) => [
    [name, state],
    ...(state.Branches ?? []).flatMap(statesOf),
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
const tasksOf = (machine: string) => statesOf(definitionOf(machine)).filter(([, state]) => state.Type === 'Task');
const onLambda = (state: State) => state.Resource?.startsWith('arn:aws:states:::lambda:invoke') === true;

/** After the errors that are no accidents: four tries, a second apart and doubling, with jitter. */
const noAccident = { ErrorEquals: ['Superseded', 'InvalidInput'], MaxAttempts: 0 };
const tries = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 4,
  MaxDelaySeconds: 20,
  JitterStrategy: 'FULL',
};

test('statemachines/ holds these machines and no others', () => {
  const files = readdirSync(new URL('statemachines', home)).sort();
  expect(files).toEqual(machines.map((machine) => `${machine}.asl.json`));
});

test.each(machines)('%s: every ${…Arn} is a task in its folder, and every task of the folder is used', (machine) => {
  const named = [...textOf(machine).matchAll(/\$\{(\w+)Arn\}/g)].map(([, name]) => name ?? '');
  const tasks = named.filter((name) => !name.endsWith('Machine')).map((name) => `${kebab(name)}.ts`);
  expect([...new Set(tasks)].sort()).toEqual(readdirSync(new URL(`lambdas/${folder(machine)}`, home)).sort());
});

test.each(machines)('%s: a task is called what its placeholder is called', (machine) => {
  const wrong = tasksOf(machine)
    .filter(([, state]) => onLambda(state))
    .filter(([name, state]) => !JSON.stringify(state).includes(`"\${${name}Arn}"`));
  expect(wrong.map(([name]) => name)).toEqual([]);
});

test('only lifecycle starts machines, and each phase by its own name', () => {
  const bound = machines.map((machine) => [
    machine,
    [...textOf(machine).matchAll(/\$\{(\w+)MachineArn\}/g)].map(([, name]) => kebab(name ?? '')).sort(),
  ]);
  expect(Object.fromEntries(bound.filter(([, children]) => children?.length))).toEqual({
    lifecycle: ['assess', 'communicate', 'detect', 'mitigate', 'post-mortem', 'resolve'],
  });
});

test.each(machines)(
  '%s: every task has a time limit, the same retries, and a way out when it is superseded',
  (machine) => {
    const faults = tasksOf(machine).flatMap(([name, state]) => {
      const found = [];
      if (typeof state.TimeoutSeconds !== 'number') found.push(`${name}: no TimeoutSeconds`);
      if (!onLambda(state)) return found;
      const retry = JSON.stringify(state.Retry?.slice(-2));
      if (retry !== JSON.stringify([noAccident, tries]))
        found.push(`${name}: Retry ends otherwise than everywhere else`);
      const caught = state.Catch?.map(({ ErrorEquals }) => ErrorEquals.join()) ?? [];
      if (!caught.includes('Superseded')) found.push(`${name}: does not catch Superseded`);
      if (state.Resource?.endsWith('.waitForTaskToken') && !caught.includes('States.Timeout'))
        found.push(`${name}: its token may run out`);
      return found;
    });
    expect(faults).toEqual([]);
  },
);

test('a start of a phase tries again whatever Step Functions itself fails with, and never a phase that failed', () => {
  const errors = tasksOf('lifecycle')
    .filter(([, state]) => !onLambda(state))
    .map(([name, state]) => [name, state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)]);
  // a start has a name of its own, so that one whose answer was lost is the same execution when it is tried again; a child that failed is States.TaskFailed
  const neverBegan = [
    'StepFunctions.AWSStepFunctionsException',
    'StepFunctions.ThrottlingException',
    'StepFunctions.ExecutionLimitExceeded',
    'StepFunctions.ExecutionLimitExceededException',
    'StepFunctions.ServiceUnavailableException',
    'StepFunctions.SdkClientException',
  ];
  expect(Object.fromEntries(errors)).toEqual({
    Detect: neverBegan,
    Assess: neverBegan,
    Communicate: neverBegan,
    Mitigate: neverBegan,
    Resolve: neverBegan,
    PostMortem: neverBegan,
  });
});

test('a start that is tried again is the same execution: its name holds incident, run, phase and visit', () => {
  const names = tasksOf('lifecycle')
    .filter(([, state]) => !onLambda(state))
    .map(([, { Arguments }]) => Arguments?.Name);
  expect(names).toHaveLength(6);
  expect(
    names.filter((name) => !/incidentId & '\.' & \$string\(.*run\) & '\.[a-z-]+\.' & .*isit\)/.test(name ?? '')),
  ).toEqual([]);
});

test.each(machines)('%s: a choice compares one word that a task answered', (machine) => {
  const conditions = statesOf(definitionOf(machine)).flatMap(([, state]) =>
    (state.Choices ?? []).map(({ Condition }) => Condition),
  );
  const other = conditions.filter((condition) => !/^\{% \$(states\.input\.)?verdict = '[a-z-]+' %\}$/.test(condition));
  expect(other).toEqual([]);
});

test.each(machines)('%s: machine and states say in one sentence what they are for', (machine) => {
  const definition = definitionOf(machine);
  const without = statesOf(definition).filter(([, { Comment = '' }]) => !/^[A-Z][^\n]*[^.\s]\.$/.test(Comment));
  expect({ machine: definition.Comment?.includes('In: {'), without: without.map(([name]) => name) }).toEqual({
    machine: true,
    without: [],
  });
});

test.each(machines)('%s: who is superseded ends at once and says so', (machine) => {
  const superseded = statesOf(definitionOf(machine)).filter(([name]) => name === 'Superseded');
  expect(superseded.map(([, state]) => ({ ...state, Comment: '' }))).toEqual([
    { Comment: '', Type: 'Pass', Output: { verdict: 'superseded' }, End: true },
  ]);
});
