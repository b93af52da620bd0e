import { api } from '#lambdas/api/app';
import { linkOf, wokenAt } from './woken.ts';

/** Bytes that a page behind a link may have, all in all: style and script stand in it. */
export const PAGE_BYTES = 15_000;

/** Bytes of the page in each state that it can have. */
export async function pageBytes(): Promise<Record<string, number>> {
  const story = await wokenAt('14:21');
  const app = api(story.world.ports);
  const sizeOf = async (path: string): Promise<number> => (await (await app.request(path)).arrayBuffer()).byteLength;
  const [ana, alice] = [linkOf(story, 'ana'), linkOf(story, 'alice')];
  const open = await sizeOf(ana);
  await story.say({ do: 'acknowledge', by: 'ana', way: 'link' });
  const [mine, theirs] = [await sizeOf(ana), await sizeOf(alice)];
  const late = await sizeOf(`${alice}?late=acknowledge`);
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it answers again' });
  const over = await sizeOf(ana);
  return { open, mine, theirs, late, over, dead: await sizeOf('/i/nothing') };
}
