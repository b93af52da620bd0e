import type { Browser, BrowserContext, Page } from 'playwright-core';
import { signIn } from './board.ts';
import { looked } from './looked.ts';
import { pageServer } from './page-server.ts';
import type { Story } from './story.ts';

/** Somebody who has signed in at the board, with what the policy stopped, what a script threw, and whom a page asked besides its own site. */
export interface OnBoard {
  /** Of the board itself. */
  url: string;
  context: BrowserContext;
  page: Page;
  faults: string[];
  close: () => Promise<void>;
}

/** Signs in at the board of a story by `role name`. */
export async function onBoard(
  browser: Browser,
  story: Story,
  token: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<OnBoard> {
  const server = await pageServer(story.world, signIn);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => request.url().startsWith(server.url) || faults.push(`asks ${request.url()}`));
  await page.goto(`${server.url}/console`);
  // axe waits for timers, which do not run where scripts do not
  if (process.env['SCREENSHOTS'] !== undefined && options.javaScriptEnabled !== false) await looked(page, 'sign-in');
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/console$/);
  const close = async () => {
    await context.close();
    await server.close();
  };
  return { url: `${server.url}/console`, context, page, faults, close };
}
