import * as z from 'zod';
import { Tested, type TestPage, waysToTest } from '#app/outbox/send-test-page';
import type { Deployed } from '#app/ports';
import { own } from '#core/own';

const Sent = z
  .object({
    channel: z.string(),
    state: Tested.shape.state.or(z.literal('waiting')),
    words: z.string().meta({ description: 'What the provider said' }),
    at: z.string().optional(),
    notes: z.array(z.string()).meta({ description: 'Where to look if it was accepted and did not arrive' }),
  })
  .meta({ id: 'TestedChannel' });

/** A test page as the API shows it. */
export const ShownTestPage = z
  .object({ id: z.string(), person: z.string(), done: z.boolean(), channels: z.array(Sent) })
  .meta({ id: 'TestPage' });
export type ShownTestPage = z.infer<typeof ShownTestPage>;

/** Each channel of the person with what became of the test there. */
export function shownTestPage(deployed: Deployed, { id, person, results, done }: TestPage): ShownTestPage {
  const channels = waysToTest(deployed, person).map(({ tool }): z.infer<typeof Sent> => {
    const { setUp = [] } = deployed.vocabulary.channels.find((known) => known.tool === tool) ?? {};
    const notes = setUp.map(({ what, cure }) => `${what}: ${cure}`);
    const result = own(results, tool);
    return result === undefined
      ? { channel: tool, state: 'waiting', words: 'not sent yet', notes }
      : { channel: tool, ...result, notes };
  });
  return { id, person, done, channels };
}

/** A test page for people: a line for each channel, and where to look. */
export const testPageText = ({ person, done, channels }: ShownTestPage): string =>
  [
    `Test page for ${person}${done ? '' : ': still under way'}`,
    ...channels.flatMap(({ channel, state, words, notes }) => [
      `  ${channel}: ${state}: ${words}`,
      ...(state === 'accepted' ? notes.map((note) => `    not arrived? ${note}`) : []),
    ]),
  ].join('\n');
