import type { Browser, Page } from 'playwright-core';
import type { Running } from '#local/bring-up';
import { until } from './story.ts';

/** A phone whose browser runs no scripts, in the hand of somebody who gets the messages of the inbox. */
export async function phone(browser: Browser, { inbox }: Running) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
  /** The link in the newest page to an address, once there is one. */
  const link = (incident: string, to: string): Promise<string> =>
    until(`a page to ${to}`, async () => {
      const page = inbox.messages({ incident, kind: 'page' }).findLast((message) => message.to === to);
      return /https?:\/\/[^\s"<>\\]+\/i\/[A-Za-z0-9]{22}/.exec(page?.text ?? '')?.[0];
    });
  return {
    link,
    async open(url: string): Promise<Page> {
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    textOf: (page: Page): Promise<string> => page.locator('body').innerText(),
    close: () => context.close(),
  };
}
