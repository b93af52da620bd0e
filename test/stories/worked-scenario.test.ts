import { expect, test } from 'vitest';
import { highErrorRate, Story } from '#test/story';

const internal = { do: 'update', audience: 'internal', what: 'update' } as const;
const fields = { situation: 'being looked at', actions: 'none', 'next-steps': 'look on' };

/** The worked scenario of the sheet until the fix is chosen, as people and machines make it. */
async function toTheChoice(options: ConstructorParameters<typeof Story>[0] = {}): Promise<Story> {
  const story: Story = new Story({
    // triage takes a minute; later readings answer at once
    readingTakes: () => (story.world.clock.now() < new Date('2026-03-11T14:03:00Z') ? 60_000 : 0),
    ...options,
  });
  story.world.measuring = true;
  story.world.patient.setState({
    components: { 'analysis-service': 'down', 'tracklist-service': 'down', database: 'down' },
    errorRate: 23,
    p95Ms: 4200,
  });
  story.world.patient.setAction('rollback', {
    seconds: 600,
    components: { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' },
    errorRate: 0.8,
    p95Ms: 900,
  });
  await story.signal(highErrorRate);
  await story.until('14:17');
  await story.say({ ...internal, by: 'dana', fields });
  await story.until('14:18');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.until('14:20');
  await story.say({
    do: 'update',
    by: 'ana',
    audience: 'customers',
    what: 'update',
    fields: { state: 'we are looking into it', notice: 'errors', doing: 'investigating' },
  });
  await story.until('14:32');
  await story.say({ ...internal, by: 'ana', fields });
  await story.until('14:47');
  await story.say({ ...internal, by: 'ana', fields });
  await story.until('14:48');
  return story;
}

test('dump', async () => {
  const story = await toTheChoice();
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  await story.until('14:50');
  await story.say({
    do: 'update', by: 'ana', audience: 'customers', what: 'update',
    fields: { state: 'a fix is going in', notice: 'errors', doing: 'rolling back' },
  });
  await story.until('15:01:30');
  story.world.patient.setState({ errorRate: 2.4 });
  await story.until('15:02');
  await story.say({ ...internal, by: 'ana', fields });
  story.world.patient.setState({ errorRate: 0.7 });
  await story.until('15:08');
  await story.until('2026-03-12T15:00:00Z');
  await story.say({ do: 'update', by: 'ana', audience: 'stakeholders', what: 'summary', fields: { impact: 'x', cause: 'y', remedy: 'z' } });
  await story.until('2026-03-13T15:00:00Z');
  await story.say({ do: 'answer', by: 'ana', question: 'publish-review', option: 'publish' });
  await story.until('2026-03-20T15:00:00Z');
  console.log(story.sent().join('\n'));
  console.log((await story.why(['opened','severity','page','escalation','message','update-due','acknowledged','role','decision','status','mitigation','verification','recovered','resolved','reopened','closed','deadline-missed','review','action-item','digest','signal','note','run'])).join('\n'));
  console.log(await story.report());
  console.log((await story.executions('lifecycle', 'detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem')).join('\n'));
  console.log((await story.executions('deadline')).length, story.world.dead);
  expect(1).toBe(1);
});
