import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receiveAlarm } from '#lambdas/ingest/receive-alarm';
import { executablePath, launch } from '#test/browser';
import { pageServer } from '#test/page-server';
import { smsEvent } from '#test/receipts';
import type { Story } from '#test/story';
import { linkOf, wokenAt } from '#test/woken';
import { MOST_BYTES } from '#web/response/fit';

interface State {
  name: string;
  at: string;
  bring?: (story: Story) => Promise<void>;
  path: (story: Story) => string;
}
const alice = (story: Story): string => linkOf(story, 'alice');
/** The provider's id of the page that went by SMS. */
const smsOf = ({ world }: Story): string => `sms-${world.sent.findIndex(({ channel }) => channel === 'sms') + 1}`;
const states: State[] = [
  { name: 'not-acknowledged', at: '14:09', path: (story) => linkOf(story, 'bob') },
  {
    name: 'not-delivered',
    at: '14:09',
    bring: (story) => story.run(() => receiveAlarm(story.world.ports, smsEvent(smsOf(story), 'TEXT_UNREACHABLE'))),
    path: (story) => linkOf(story, 'bob'),
  },
  {
    name: 'acknowledged-by-you',
    at: '14:21',
    bring: (story) => story.say({ do: 'acknowledge', by: 'ana', way: 'link' }),
    path: (story) => linkOf(story, 'ana'),
  },
  {
    name: 'acknowledged-by-other',
    at: '14:21',
    bring: (story) => story.say({ do: 'acknowledge', by: 'ana', way: 'link' }),
    path: alice,
  },
  { name: 'handed-on', at: '14:03', bring: (story) => story.say({ do: 'cannot', by: 'alice' }), path: alice },
  {
    name: 'late-button',
    at: '14:21',
    bring: (story) => story.say({ do: 'acknowledge', by: 'ana' }),
    path: (story) => `${alice(story)}?late=acknowledge`,
  },
  {
    name: 'over',
    at: '14:30',
    bring: (story) => story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it answers again' }),
    path: alice,
  },
  { name: 'dead-link', at: '14:03', path: () => `/i/${'x'.repeat(22)}` },
  { name: 'incident-without-link', at: '14:03', path: (story) => `/incidents/${story.id}` },
  { name: 'link-asked-for', at: '14:03', path: () => '/i/asked' },
];
const views = [
  { name: 'phone', width: 360, height: 740 },
  { name: 'desktop', width: 1280, height: 900 },
];
/** The phone at night, the desk by day: each state in both, and all four where pictures are taken. */
const schemes = (view: string): ('dark' | 'light')[] =>
  shots !== undefined ? ['dark', 'light'] : [view === 'phone' ? 'dark' : 'light'];

/** What axe finds wrong with a page as it is rendered, one line each. */
async function findings(page: Page): Promise<string[]> {
  // the page's own policy lets no other script in: the browser's debugger does
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** Where pictures of every state are put, for people to look at. */
const shots = process.env['SCREENSHOTS'];

describe.skipIf(executablePath === undefined)('every state of the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test.each(states)(
    '$name: axe finds nothing in the dark or the light, nothing scrolls sideways, and it is small',
    async (state) => {
      const story = await wokenAt(state.at);
      await state.bring?.(story);
      const server = await pageServer(story.world);
      try {
        for (const { name, width, height } of views)
          for (const colorScheme of schemes(name)) {
            const context = await browser.newContext({ viewport: { width, height }, colorScheme });
            const page = await context.newPage();
            const faults: string[] = [];
            page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
            const answer = await page.goto(`${server.url}${state.path(story)}`);
            const bytes = (await answer?.body())?.length ?? 0;
            expect(bytes).toBeLessThan(MOST_BYTES);
            // a browser says on its console that a page is not found
            expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
            expect(await findings(page)).toEqual([]);
            const [scrolls, shown] = await page.evaluate<[number, number]>(
              '[document.documentElement.scrollWidth, innerWidth]',
            );
            expect(scrolls).toBeLessThanOrEqual(shown);
            if (shots !== undefined) {
              mkdirSync(shots, { recursive: true });
              await page.screenshot({ path: `${shots}/${state.name}-${name}-${colorScheme}.png` });
              await page.screenshot({
                path: `${shots}/${state.name}-${name}-${colorScheme}-whole.png`,
                fullPage: true,
              });
            }
            await context.close();
          }
      } finally {
        await server.close();
      }
    },
  );
});
