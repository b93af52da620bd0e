import { expect, test } from 'vitest';
import { turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { NotConfigured } from '#core/errors';
import type { Pack } from '#core/playbook/pack';
import { carryOut } from '#lambdas/effects/carry-out';
import { changed, highErrorRate, Story } from '#test/story';
import { acknowledged, broken, choose, worked } from '#test/worked';

const id = 'INC-20260311-7720';
/**
 * What people got, in order of its names: without what tells of the machinery itself, and without reminders of an update, for a clock
 * that died is healed within a minute or two, and what has been written by then needs no reminder any more.
 */
const received = (story: Story): string[] =>
  story
    .sent((s) => !s.message.key.includes('.run-died.') && !s.message.key.includes('.update-due.update-due.'))
    .map((line) => line.replace(/^\S+ /, ''))
    .sort();

/** The worked scenario without any fault, for comparison. */
const calm = broken();
await worked(calm);
await calm.until('15:20');
const expected = received(calm);

/** Plays the worked scenario with one fault in one of its minutes, and heals by the sweeper alone where no status event says so. */
async function withFault(minute: number, fault: (story: Story) => Promise<void>): Promise<Story> {
  const story = broken();
  story.world.everyMinuteSweep(new Date('2026-03-11T15:40:00Z'));
  let passed = 0;
  await worked(story, async () => {
    if (passed++ === minute) await fault(story);
  });
  await story.until('15:40');
  return story;
}

async function healed(story: Story): Promise<void> {
  const { life, phase } = await story.incident();
  expect([life, phase]).toEqual(['closed', 'post-mortem']);
  expect(received(story)).toEqual(expected);
  expect(story.sent().filter((line) => line.includes('may be a repeat'))).toEqual([]);
  expect(story.world.demoService.actions().map((a) => a.name)).toEqual(['rollback']);
  expect(story.world.dead).toEqual([]);
  // the last run is the only one that still has executions
  const { run } = await story.incident();
  const running = (
    await story.executions('lifecycle', 'detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem')
  ).filter((e) => e.endsWith('RUNNING'));
  expect(running).toEqual([`${id}.${run.n} RUNNING`, `${id}.${run.n}.post-mortem.5 RUNNING`]);
}

const minutes = Array.from({ length: 64 }, (_, n) => n);

test.each(minutes)(
  'minute %i: the engine restarts and every execution ends FAILED; all goes on, nothing twice',
  async (minute) => {
    const story = await withFault(minute, (s) =>
      s.run(async () => {
        s.world.executions.failAll();
      }),
    );
    await healed(story);
    expect((await story.incident()).run.n).toBe(2);
  },
);

test.each(minutes.filter((n) => n % 2 === 0))(
  'minute %i: somebody stops the lifecycle; all goes on, nothing twice',
  async (minute) => {
    const story = await withFault(minute, (s) => s.stop('lifecycle', `${id}.1`));
    await healed(story);
  },
);

test.each(minutes.filter((n) => n % 2 === 1))(
  'minute %i: the execution of the open phase dies; all goes on, nothing twice',
  async (minute) => {
    const story = await withFault(minute, async (s) => {
      const { phase, visit, run } = await s.incident();
      await s.stop(phase, `${id}.${run.n}.${phase}.${visit}`);
    });
    await healed(story);
  },
);

test.each(['mitigate.3', 'communicate.1'])(
  '%s died while its lifecycle waits on, and no event tells of it: the sweeper finds it',
  async (child) => {
    const story = broken();
    await story.signal(highErrorRate);
    story.world.everyMinuteSweep(new Date('2026-03-11T15:00:00Z'));
    await story.until('14:10');
    // as on the local engine: the lifecycle does not hear of a stopped child
    const executions = { ...story.world.ports.executions };
    story.world.ports.executions.status = async (machine, name) =>
      name === `${id}.1.${child}` ? 'ABORTED' : executions.status(machine, name);
    await story.until('14:12');
    expect((await story.lines(['run'])).at(-1)).toBe('14:11:00 run 2 started');
    expect(await story.executions('lifecycle', 'mitigate', 'communicate')).toEqual([
      `${id}.1 ABORTED`,
      `${id}.2 RUNNING`,
      `${id}.1.mitigate.3 ABORTED`,
      `${id}.2.mitigate.3 RUNNING`,
      `${id}.1.communicate.1 ABORTED`,
      `${id}.2.communicate.1 RUNNING`,
    ]);
  },
);

test('a start that was answered and never became a run is found by the sweeper; the pages did not wait for it', async () => {
  const story = broken();
  story.world.everyMinuteSweep(new Date('2026-03-11T15:00:00Z'));
  const { executions } = story.world.ports;
  const start = executions.start.bind(executions);
  executions.start = async (machine, name, input) =>
    name === `${id}.1` ? { started: true } : start(machine, name, input);
  await story.signal(highErrorRate);
  expect(story.pages().length).toBe(2);
  await story.until('14:05');
  expect(await story.lines(['run'])).toEqual(['14:04:00 run 1 died', '14:04:00 run 2 started']);
  expect(await story.executions('lifecycle')).toEqual([`${id}.2 RUNNING`]);
});

test('three deaths in ten minutes page the catch-all once and slow down: from then on a run is tried every ten minutes', async () => {
  const story = broken();
  await story.signal(highErrorRate);
  await story.until('14:04');
  for (const run of [1, 2, 3]) await story.stop('lifecycle', `${id}.${run}`);
  await story.until('14:14');
  await story.stop('lifecycle', `${id}.4`);
  await story.until('14:24');
  expect(await story.lines(['run'])).toEqual([
    '14:04:00 run 1 died',
    '14:04:00 run 2 started',
    '14:04:00 run 2 died',
    '14:04:00 run 3 started',
    '14:04:00 run 3 died',
    '14:14:00 run 4 started',
    '14:14:00 run 4 died',
    '14:24:00 run 5 started',
  ]);
  expect(story.pages()).toEqual([
    '14:02:00 pagerduty pagerduty-alice: page P1-first',
    '14:02:00 pagerduty pagerduty-dana: page P1-first',
    '14:04:00 pagerduty pagerduty-dana: page run-died',
    // escalations need no machine
    '14:07:00 pagerduty pagerduty-bob: page P1-secondary',
    '14:17:00 pagerduty pagerduty-ana: page A',
  ]);
  await story.say({ do: 'acknowledge', by: 'ana' });
  await choose(story, 'rollback');
  await story.recovers();
  await story.until('14:45');
  expect((await story.incident()).life).toBe('closed');
});

/** Carries out the start of a run that was delayed: a queue came to it only now. */
async function startLate(story: Story, run: number): Promise<void> {
  const key = keys.outbox(id, 'effects', `late.${run}`);
  await story.run(() => story.world.table.write([{ put: { ...key, effect: { do: 'start-run', run } } }]));
  await story.run(() => carryOut(story.world.ports, key));
}

/** The alarm at 14:02, and at 14:04 the first `deaths` runs have died; the start of the last run has not come by. */
async function withoutStartOf(run: number, deaths: number): Promise<Story> {
  const story = broken();
  const { ports } = story.world;
  const { executions } = ports;
  const start: typeof executions.start = async (machine, name, input) =>
    name === `${id}.${run}` ? { started: true } : executions.start(machine, name, input);
  ports.executions = { ...executions, start, stop: executions.stop.bind(executions) };
  await story.signal(highErrorRate);
  await story.until('14:04');
  for (let dead = 1; dead <= deaths; dead += 1)
    await story.saying(`${id}/died/${dead}`, { do: 'run-died', run: dead, how: 'gone' });
  ports.executions = executions;
  return story;
}

const running = async (story: Story): Promise<string[]> =>
  (await story.executions('lifecycle')).filter((line) => line.endsWith('RUNNING'));

test('a start that comes only when its run has died, and waits for the next, leaves nothing running', async () => {
  const story = await withoutStartOf(3, 3);
  await startLate(story, 3);
  expect(await running(story)).toEqual([]);
  await story.until('14:14');
  expect(await running(story)).toEqual([`${id}.4 RUNNING`]);
});

test('a start that comes only when the incident has ended starts nothing', async () => {
  const story = await withoutStartOf(3, 2);
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a test' });
  await startLate(story, 3);
  expect((await story.executions('lifecycle')).filter((line) => line.startsWith(`${id}.3 `))).toEqual([]);
});

test('a run that dies while it is being started is stopped by the worker that started it', async () => {
  const story = await withoutStartOf(3, 2);
  const { ports } = story.world;
  const { executions } = ports;
  const start: typeof executions.start = async (machine, name, input) => {
    // somebody else finds that it is not there, and its stop is carried out before it has begun
    if (name === `${id}.3`) {
      await turn(ports, id, `${id}/died/3`, { do: 'run-died', run: 3, how: 'gone' });
      await carryOut(ports, keys.outbox(id, 'effects', `${id}.1.stop.3`));
    }
    return executions.start(machine, name, input);
  };
  ports.executions = { ...executions, start, stop: executions.stop.bind(executions) };
  await startLate(story, 3);
  expect(await running(story)).toEqual([]);
});

test('the machinery of a resolved incident that keeps dying pages the catch-all too', async () => {
  const story = await acknowledged();
  await choose(story, 'rollback');
  await story.recovers();
  await story.until('14:40');
  expect((await story.incident()).life).toBe('closed');
  for (const run of [1, 2, 3]) await story.stop('lifecycle', `${id}.${run}`);
  expect(story.pages().at(-1)).toBe('14:40:00 pagerduty pagerduty-dana: page run-died');
});

test('an action whose answer is lost asks a person; it ran once, and what the person says counts', async () => {
  const story = await acknowledged();
  story.world.demoService.setAction('rollback', { seconds: 60, errorRate: 0.8, p95Ms: 900, outcome: 'lost-answer' });
  await choose(story, 'rollback');
  await story.recovers();
  const { question, plan } = await story.incident();
  expect([question?.slot, question?.options.map((o) => o.id), plan?.steps[0]?.status]).toEqual([
    'step',
    ['done', 'failed', 'start-again'],
    'unknown',
  ]);
  await story.until('14:30');
  expect(story.world.demoService.actions().length).toBe(1);
  await story.say({ do: 'answer', by: 'ana', question: 'step', option: 'done' });
  expect((await story.incident()).phase).toBe('resolve');
  expect(story.world.demoService.actions().length).toBe(1);
});

test('a person may start it again: a second run under another key', async () => {
  const story = await acknowledged();
  story.world.demoService.setAction('rollback', { seconds: 60, outcome: 'lost-answer' });
  await choose(story, 'rollback');
  await story.recovers();
  story.world.demoService.setAction('rollback', { seconds: 60, errorRate: 0.8, p95Ms: 900 });
  await story.say({ do: 'answer', by: 'ana', question: 'step', option: 'start-again' });
  await story.until('14:19:30');
  expect(story.world.demoService.actions().map((a) => a.key)).toEqual([`${id}.1.1.0.0`, `${id}.1.1.0.1`]);
  expect((await story.incident()).phase).toBe('resolve');
});

test('an action that is still running after its time is asked of a person, not failed and not started again', async () => {
  const story = await acknowledged();
  story.world.demoService.setAction('rollback', { seconds: 7200, errorRate: 0.8 });
  await choose(story, 'rollback');
  await story.recovers();
  await story.until('14:32');
  expect((await story.incident()).question).toBeUndefined();
  await story.until('14:35');
  // found at the next look, at most a minute later
  expect((await story.why(['mitigation'])).at(-1)).toMatch(
    /^14:3[34]:\d\d \| rollback unknown \| outcome unclear: still running after 15m$/,
  );
  expect(story.world.demoService.actions().length).toBe(1);
});

/** A playbook of four steps: two that can be undone, a human one, and one that fails. */
const stepwise: Pack = changed((p) => {
  const act = (name: string, undo = true) => ({
    kind: 'act' as const,
    id: name,
    title: name,
    act: { kind: 'http' as const, base: 'operations', path: `/actions/${name}`, parameters: {} },
    timeout: '5m',
    destructive: false,
    ...(undo
      ? { undo: { kind: 'http' as const, base: 'operations', path: `/actions/undo-${name}`, parameters: { to: name } } }
      : {}),
  });
  p.runbooks['stepwise'] = {
    id: 'stepwise',
    title: 'Step by step',
    when: [],
    escalateWhen: [],
    steps: [
      act('drain'),
      act('switch'),
      { id: 'look', title: 'Look', human: 'IC', instruction: 'Is the new side empty?', again: '30m' },
      act('cut', false),
      act('warm'),
    ],
  };
  p.playbook.choice.options.push({ id: 'move', title: 'Move away', runbook: 'stepwise' });
}, 'stepwise');

async function moving(): Promise<Story> {
  const story = await acknowledged({ pack: stepwise });
  for (const name of ['drain', 'switch', 'undo-drain', 'undo-switch', 'warm']) {
    story.world.demoService.setAction(name, { seconds: 10 });
  }
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'move' });
  await story.until('14:19');
  return story;
}

test('a step by hand waits for a person, is asked again after its time, and the runbook goes on when it is done', async () => {
  const story = await moving();
  story.world.demoService.setAction('cut', { seconds: 10, errorRate: 0.8, p95Ms: 900 });
  const { question } = await story.incident();
  expect([question?.slot, question?.text]).toEqual(['step', 'Is the new side empty?']);
  await story.until('14:49');
  expect((await story.incident()).question?.times).toBe(2);
  await story.say({ do: 'answer', by: 'ana', question: 'step', option: 'done' });
  await story.until('14:50');
  expect(story.world.demoService.actions().map((a) => a.name)).toEqual(['drain', 'switch', 'cut', 'warm']);
  expect((await story.incident()).phase).toBe('resolve');
});

test('a step that fails undoes what was done, last first; the attempt has failed, who was told is told, and it is asked anew', async () => {
  const story = await moving();
  story.world.demoService.setAction('cut', { seconds: 10, fails: true });
  await story.say({ do: 'answer', by: 'ana', question: 'step', option: 'done' });
  await story.until('14:21');
  expect(story.world.demoService.actions().map((a) => `${a.name} ${a.key}`)).toEqual([
    `drain ${id}.1.1.0.0`,
    `switch ${id}.1.1.1.0`,
    `cut ${id}.1.1.3.0`,
    `undo-switch ${id}.1.1.5.0`,
    `undo-drain ${id}.1.1.6.0`,
  ]);
  const { plan, question, status } = await story.incident();
  expect(plan?.steps.map((s) => `${s.way} ${s.id} ${s.status}`)).toEqual([
    'do drain done',
    'do switch done',
    'do look done',
    'do cut failed',
    'do warm skipped',
    'undo switch done',
    'undo drain done',
  ]);
  expect([plan?.outcome, question?.slot, status]).toEqual(['failed', 'choice', 'investigating']);
  expect(
    story
      .sent((s) => s.at > '2026-03-11T14:19:01')
      .map((line) => line.replace(/^\S+ /, ''))
      .toSorted(),
  ).toEqual([
    `pagerduty pagerduty-tracktion: trigger attempt-failed ${id}: investigating`,
    'slack #incidents: attempt-failed/status-notice',
    'slack U0ANA: question-asked/question-asked',
    'statuspage tracktion: attempt-failed/page-investigating',
  ]);
});

test('an undo that fails stops there, says so, and asks a person; nothing is tried again', async () => {
  const story = await moving();
  story.world.demoService.setAction('cut', { seconds: 10, fails: true });
  story.world.demoService.setAction('undo-switch', { seconds: 10, fails: true });
  await story.say({ do: 'answer', by: 'ana', question: 'step', option: 'failed' });
  await story.until('14:21');
  expect(story.world.demoService.actions().map((a) => a.name)).toEqual(['drain', 'switch', 'undo-switch']);
  const { plan, question } = await story.incident();
  expect([plan?.outcome, question?.slot]).toEqual(['failed', 'choice']);
});

test('a run that dies between the claim of a step and its start asks a person: whether it ran is not known', async () => {
  const story = await acknowledged();
  let failing = true;
  const actions = { ...story.world.ports.actions };
  story.world.ports.actions.start = async (key, act, incidentId) => {
    if (failing) {
      failing = false;
      throw new Error('the worker was killed');
    }
    return actions.start(key, act, incidentId);
  };
  await choose(story, 'rollback');
  await story.recovers();
  await story.until('14:20');
  expect((await story.incident()).plan?.steps[0]?.status).toBe('unknown');
  expect(story.world.demoService.actions()).toEqual([]);
});

test.each(['start', 'look'] as const)(
  'a deployment that gives the address of an action no more: its %s fails the step, with the reason',
  async (when) => {
    const story = await acknowledged();
    const gone = () => Promise.reject(new NotConfigured('no address is deployed for operations'));
    if (when === 'start') story.world.ports.actions.start = gone;
    else story.world.ports.actions.look = gone;
    await choose(story, 'rollback');
    await story.recovers();
    await story.until('14:20');
    const { plan, question } = await story.incident();
    expect(plan?.steps[0]).toMatchObject({ status: 'failed', output: 'no address is deployed for operations' });
    expect(question?.slot).toBe('choice');
  },
);
