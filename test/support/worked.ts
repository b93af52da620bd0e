import type { PersonCommand } from '#core/incident/command';
import { highErrorRate, Story } from '#test/story';

type Options = ConstructorParameters<typeof Story>[0];

export const internalUpdate = (by: string): PersonCommand => ({
  do: 'update',
  audience: 'internal',
  what: 'update',
  by,
  fields: { situation: 'being looked at', actions: 'none', 'next-steps': 'look on' },
});
export const customerUpdate = (by: string): PersonCommand => ({
  do: 'update',
  audience: 'customers',
  what: 'update',
  by,
  fields: { state: 'we are on it', notice: 'some requests fail', doing: 'we look for the cause' },
});

/** Chooses a mitigation, and approves its first step where that is destructive. */
export async function choose(story: Story, option: string, by = 'ana'): Promise<void> {
  await story.say({ do: 'answer', by, question: 'resolution-type', option });
  if ((await story.incident()).question?.slot === 'approval')
    await story.say({ do: 'answer', by, question: 'approval', option: 'approve' });
}

/** Three of five components are down and 23 % of requests fail; a rollback mends all of it in ten minutes. */
export function broken(options: Options = {}): Story {
  const story: Story = new Story({
    // triage takes a minute, later readings answer at once
    readingTakes: () => (story.world.clock.now() < new Date('2026-03-11T14:03:00Z') ? 60_000 : 0),
    ...options,
  });
  story.world.measuring = true;
  story.world.demoService.setState({
    components: { 'analysis-service': 'down', 'tracklist-service': 'down', database: 'down' },
    errorRate: 23,
    p95Ms: 4200,
  });
  const mended = { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' } as const;
  story.world.demoService.setAction('rollback', { seconds: 600, components: mended, errorRate: 0.8, p95Ms: 900 });
  story.world.demoService.setAction('restart', { seconds: 60, components: mended, errorRate: 0.8, p95Ms: 900 });
  return story;
}

/** What people do in the worked scenario of the sheet, by its clock; `pause` is called at every minute of it. */
export async function worked(story: Story, pause: () => Promise<void> = async () => {}): Promise<void> {
  const acts: Record<string, () => Promise<void>> = {
    '14:17': () => story.say(internalUpdate('dana')),
    '14:18': () => story.say({ do: 'acknowledge', by: 'ana' }),
    '14:20': () => story.say(customerUpdate('ana')),
    '14:32': () => story.say(internalUpdate('ana')),
    '14:47': () => story.say(internalUpdate('ana')),
    '14:48': () => choose(story, 'rollback'),
    '14:50': () => story.say(customerUpdate('ana')),
    '15:01': async () => void story.world.demoService.setState({ errorRate: 2.4 }),
    '15:02': async () => {
      story.world.demoService.setState({ errorRate: 0.7 });
      await story.say(internalUpdate('ana'));
    },
  };
  await story.signal(highErrorRate);
  for (let minute = 2; minute <= 70; minute += 1) {
    const time = `${14 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
    await story.until(time);
    await acts[time]?.();
    await pause();
  }
}

/** The worked scenario up to the mitigation decision, acknowledged at 14:18. */
export async function acknowledged(options: Options = {}): Promise<Story> {
  const story = broken(options);
  await story.signal(highErrorRate);
  await story.until('14:18');
  await story.say({ do: 'acknowledge', by: 'ana' });
  return story;
}
