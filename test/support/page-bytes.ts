import { api } from '#lambdas/api/app';
import { largestIncident } from './largest.ts';
import { linkOf, wokenAt } from './woken.ts';

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

/** Bytes of the pages of the largest incident, and what they say of what they leave out. */
export async function largestBytes(): Promise<{
  bytes: Record<string, number>;
  said: string[];
  /** Answers to the open question that its decider finds. */
  answers: number;
}> {
  const story = await largestIncident();
  const app = api(story.world.ports);
  const textOf = async (path: string): Promise<string> => (await app.request(path)).text();
  const alice = linkOf(story, 'alice');
  const open = await textOf(alice);
  await story.say({ do: 'acknowledge', by: 'alice', way: 'link' });
  const mine = await textOf(alice);
  const theirs = await textOf(linkOf(story, 'dana'));
  const late = await textOf(`${linkOf(story, 'dana')}?late=acknowledge`);
  await story.say({ do: 'resolve', by: 'alice', as: 'recovered', reason: 'r'.repeat(2000) });
  const over = await textOf(alice);
  const bytes = Object.entries({ open, mine, theirs, late, over }).map(([state, page]) => [
    state,
    Buffer.byteLength(page),
  ]);
  const said = [open, mine].flatMap((page) =>
    [...page.matchAll(/>(and \d+ more[^<]*)/g)].map(([, words = '']) => words),
  );
  const answers = mine.match(/type="radio" name="option"/g)?.length ?? 0;
  return { bytes: Object.fromEntries(bytes), said, answers };
}
