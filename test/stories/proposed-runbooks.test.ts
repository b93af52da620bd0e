import { expect, test } from 'vitest';
import { Runbook } from '#core/playbook/runbook';
import { changed, highErrorRate, Story } from '#test/story';
import { acknowledged } from '#test/worked';

/** A person's word is all that its one step needs. */
const look = (automatic?: true) =>
  Runbook.parse({ id: 'look', title: 'Look', automatic, steps: [{ id: 'look', human: 'IC', instruction: 'Look' }] });

/** Tracktion with an option for the database, which no alarm of errors is offered, and a rule that runs it once that is known. */
const pack = (automatic?: true, more: object = { if: { fact: { where: 'database' } } }) =>
  changed(
    ({ playbook, runbooks }) => {
      runbooks['look'] = look(automatic);
      playbook.choice.options.push({
        id: 'db',
        title: 'Look at the database',
        runbook: 'look',
        rules: ['service-down'],
      });
      playbook.facts = { ...playbook.facts, where: { title: 'Where', values: ['database', 'network'] } };
      playbook.mitigation.push({ id: 'db-fault', ...more, do: { run: 'look' } });
    },
    `run-${automatic ?? 'asked'}-${JSON.stringify(more).length}`,
  );
const states = (story: Story, where: string) => story.say({ do: 'state-facts', by: 'ana', facts: { where } });
const asked = async (story: Story) => {
  const { question } = await story.incident();
  return question === undefined ? undefined : [question.slot, question.times, question.options[0]?.id, question.text];
};
const mends = async (story: Story) =>
  (await story.why(['mitigation', 'decision'])).slice(-3).map((line) => line.slice(0, 90));

test('a rule proposes: the open question is put anew with its option first, and a person chooses', async () => {
  const story = await acknowledged({ pack: pack() });
  const before = await asked(story);
  await states(story, 'database');
  const after = await asked(story);
  expect([before?.[2], after?.[2], after?.[1]]).toEqual(['fix', 'db', Number(before?.[1]) + 1]);
  expect(after?.[3]).toBe(`${before?.[3]} Proposed by rule db-fault: Look at the database.`);
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'db' });
  expect((await story.incident()).plan).toMatchObject({ option: 'db', chosenBy: 'ana' });
});

test('a runbook that is automatic is started by its rule, and its steps ask as ever', async () => {
  const story = await acknowledged({ pack: pack(true) });
  await states(story, 'database');
  expect((await story.incident()).plan).toMatchObject({ option: 'db', chosenBy: 'rule db-fault', outcome: 'running' });
  expect((await asked(story))?.[0]).toBe('step');
  expect(await mends(story)).toEqual([
    '14:18:00 | db | Look at the database, started by rule db-fault',
    '14:18:00 | look | look',
    '14:18:00 | IC | look',
  ]);
});

test('one that is due before there is a question waits for it', async () => {
  const story = new Story({ pack: pack(true, { on: 'opened' }) });
  await story.signal(highErrorRate);
  expect((await story.incident()).plan).toMatchObject({ chosenBy: 'rule db-fault' });
  const person = new Story({ pack: pack(undefined, { on: 'opened' }) });
  await person.signal(highErrorRate);
  expect((await asked(person))?.[2]).toBe('db');
});

test('what did not hold is not started again by itself: a rule that answers each failure proposes it from then on', async () => {
  const story = await acknowledged({ pack: pack(true, { on: ['acknowledged', 'attempt-failed'] }) });
  const { plan } = await story.incident();
  expect(plan).toMatchObject({ chosenBy: 'rule db-fault', attempt: 1 });
  await story.say({ do: 'answer', by: 'ana', question: 'step', option: 'failed' });
  expect((await story.incident()).attempts).toBe(1);
  expect((await asked(story))?.slice(0, 3)).toEqual(['choice', 1, 'db']);
  // another cycle begins anew
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'none' });
  await story.say({ do: 'reopen', by: 'ana', reason: 'it is one' });
  await story.say({ do: 'acknowledge', by: 'ana' });
  expect((await story.incident()).plan).toMatchObject({ chosenBy: 'rule db-fault', attempt: 2 });
});

test('while another runbook runs it waits, and a person who chooses otherwise has spoken against it', async () => {
  const story = await acknowledged({ pack: pack() });
  await states(story, 'database');
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'workaround' });
  expect(await story.incident()).toMatchObject({ plan: { option: 'workaround' } });
  expect((await story.incident()).proposal).toBeUndefined();
});
