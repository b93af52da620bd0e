import { highErrorRate, type Story } from './story.ts';
import { broken } from './worked.ts';

/** Somebody's links by the messages that they got, newest last. */
export const linksOf = (story: Story, person: string): string[] =>
  story.world.sent
    .filter(({ message, to }) => message.kind === 'page' && to.some((address) => address.includes(person)))
    .flatMap(({ message }) => message.actions.flatMap(({ url }) => (url === undefined ? [] : [new URL(url).pathname])));

/** Path of a person's newest link. */
export function linkOf(story: Story, person: string): string {
  const path = linksOf(story, person).at(-1);
  if (path === undefined) throw new Error(`${person} has no link`);
  return path;
}

/** The incident of the worked scenario at a time of its day, measured and unanswered; the manager's alert is refused and goes by SMS. */
export async function wokenAt(time: string): Promise<Story> {
  const story = broken({
    fault: (tool, _, to) =>
      tool === 'pagerduty' && to.includes('pagerduty-dana') ? new Error('answers 429') : undefined,
  });
  await story.signal(highErrorRate);
  await story.until(time);
  return story;
}
