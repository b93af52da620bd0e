import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '#test/board';
import { executablePath, launch } from '#test/browser';
import { pageServer } from '#test/page-server';
import type { Story } from '#test/story';
import { wokenAt } from '#test/woken';
import { choose } from '#test/worked';

/** Where pictures are put, for people to look at. */
const shots = process.env['SCREENSHOTS'];
const sizes = shots === undefined ? [320, 1440] : [360, 768, 1440];

async function findings(page: Page): Promise<string[]> {
  // the page's own policy lets no other script in: the browser's debugger does
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe.skipIf(executablePath === undefined)('the board in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  async function signedIn(story: Story, token: string, options: Parameters<Browser['newContext']>[0] = {}) {
    const server = await pageServer(story.world, signIn);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    await page.goto(`${server.url}/console`);
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const close = async () => {
      await context.close();
      await server.close();
    };
    return { server, context, page, close };
  }

  /** The page at all widths, in the light and the dark: nothing scrolls sideways, axe finds nothing, the policy stops nothing. */
  async function looked(context: BrowserContext, page: Page, name: string) {
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of sizes) {
        await page.setViewportSize({ width, height: 900 });
        const [scrolls, shown] = await page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, innerWidth]',
        );
        expect([name, width, scrolls]).toEqual([name, width, Math.min(scrolls, shown)]);
        if (shots === undefined) continue;
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
      expect([name, await findings(page)]).toEqual([name, []]);
    }
    expect(faults).toEqual([]);
    expect(context.pages()).toHaveLength(1);
  }

  test('every state of it: axe finds nothing, and nothing scrolls sideways', async () => {
    const story = await wokenAt('14:09');
    const { server, context, page, close } = await signedIn(story, 'admin ana');
    try {
      const paths = [
        '/console',
        '/console/declare',
        '/console/on-call?take=primary_oncall.now',
        '/console/history?state=open',
        '/console/items',
        `/console/incidents/${story.id}`,
      ];
      for (const path of paths) {
        await page.goto(`${server.url}${path}`);
        await looked(
          context,
          page,
          path
            .split('/')
            .slice(2)
            .join('-')
            .replace(/[?=].*/, '') || 'board',
        );
      }
      await story.say({ do: 'acknowledge', by: 'ana', way: 'link' });
      await story.until('14:20');
      await choose(story, 'rollback');
      await story.until('14:40');
      await page.goto(`${server.url}/console/incidents/${story.id}`);
      await looked(context, page, 'incident-later');
      await page.goto(`${server.url}/console/incidents/${story.id}?at=2026-03-11T14:08:00Z`);
      expect(await page.getByText('As it was at').innerText()).toContain('14:08:00');
      await looked(context, page, 'incident-past');
    } finally {
      await close();
    }
  }, 120_000);

  test('without a script: signed in, declared, acknowledged, answered; a form that is sent twice counts once', async () => {
    const story = await wokenAt('14:09');
    const { server, page, close } = await signedIn(story, 'admin ana', { javaScriptEnabled: false });
    try {
      expect(new URL(page.url()).pathname).toBe('/console');
      await page.getByRole('button', { name: 'Acknowledge' }).click();
      expect(new URL(page.url()).search).toBe('?done=acknowledge');
      expect(await page.locator('main').innerText()).toContain('It is yours. Nobody else is being paged.');
      expect(await story.why(['acknowledged'])).toEqual(['14:09:00 | ana | acknowledged by ana, on the board']);
      await page.getByRole('radio', { name: 'Roll back' }).check();
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.reload();
      expect((await story.incident()).question?.slot).toBe('approval');
      await page.getByRole('radio', { name: 'Approve and start' }).check();
      await page.getByRole('button', { name: 'Answer' }).click();
      expect((await story.incident()).plan?.steps[0]?.approvedBy).toBe('ana');
      await page.goto(`${server.url}/console/declare`);
      await page.getByLabel('What is wrong?').fill('<script>alert(1)</script> & uploads fail');
      await page.getByRole('radio', { name: /P2/ }).check();
      await page.getByRole('button', { name: 'Declare and page' }).click();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
        '<script>alert(1)</script> & uploads fail',
      );
      await page.getByRole('link', { name: 'Board', exact: true }).click();
      expect(await page.locator('article').count()).toBe(2);
    } finally {
      await close();
    }
  });

  test('with a script: what another does shows by itself, a half-typed note stays and survives a reload, time goes back', async () => {
    const story = await wokenAt('14:09');
    const { page, close } = await signedIn(story, 'admin ana');
    try {
      await page.getByRole('link', { name: 'High error rate: Audio analysis' }).first().click();
      await page.keyboard.press('n');
      await page.keyboard.type('the pods of');
      await story.say({ do: 'acknowledge', by: 'dana' });
      await page.locator('.facts', { hasText: 'Dana Diaz, 14:09' }).waitFor();
      expect(await page.getByLabel('What do you see, or what have you done?').inputValue()).toBe('the pods of');
      await page.reload();
      expect(await page.getByLabel('What do you see, or what have you done?').inputValue()).toBe('the pods of');
      await page.getByRole('button', { name: 'Add note' }).click();
      await page.getByText('Your note is on the timeline.').waitFor();
      expect(await page.getByLabel('What do you see, or what have you done?').inputValue()).toBe('');
      await page.getByText('Look back in time').click();
      await page.locator('#scrub').fill('30');
      await page.locator('.facts', { hasText: 'Not acknowledged' }).waitFor();
      expect(new URL(page.url()).search).toContain('at=2026-03-11T14');
    } finally {
      await close();
    }
  });
});
