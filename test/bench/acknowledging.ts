import { keys } from '#app/store/keys';
import { api } from '#lambdas/api/app';
import { linkOf, wokenAt } from '#test/woken';
import { slowed } from './slowed.ts';

/** Milliseconds of the virtual clock that each call of the table takes. */
const callTakes = 10;

/** What somebody who was woken waits for: the page behind the link, and its answer to Acknowledge. */
export interface Acknowledging {
  /** Calls of the table that follow each other. */
  opened: number;
  pressed: number;
}

/** From a page that was accepted to its acknowledgement by link, on the runner: calls made together count once. */
export async function acknowledging(): Promise<Acknowledging> {
  const story = await wokenAt('14:03');
  const { clock } = story.world;
  const app = api(story.world.ports);
  const path = linkOf(story, 'alice');
  slowed(story.world, callTakes);
  const waited = async (ask: () => Response | Promise<Response>): Promise<number> => {
    const from = clock.now().getTime();
    let answered: number | undefined;
    clock.run(async () => {
      await ask();
      answered = clock.now().getTime();
    });
    await clock.wind(new Date(from + 1000));
    if (answered === undefined) throw new Error('no answer within a second');
    return (answered - from) / callTakes;
  };
  const opened = await waited(() => app.request(path));
  const body = new URLSearchParams({ act: 'acknowledge', v: '1' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const pressed = await waited(() => app.request(path, { method: 'POST', headers, body }));
  if ((await story.world.table.get(keys.state(story.id)))?.['acked'] !== true)
    throw new Error('the press acknowledged nothing');
  return { opened, pressed };
}
