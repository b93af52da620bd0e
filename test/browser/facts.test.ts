import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askedForFacts } from '#test/asked';
import { executablePath, launch } from '#test/browser';
import { looked } from '#test/looked';
import { onBoard } from '#test/on-board';
import { pageServer } from '#test/page-server';
import { linkOf } from '#test/woken';

/** Goes on by the tab key until an element has the focus; a keyboard that does not get there in a hundred steps does not get there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`the tab key does not reach ${selector}`);
}

describe.skipIf(executablePath === undefined)('facts that somebody is asked for', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test('on the board: axe finds nothing while they are asked for and once they are stated, and the keyboard alone states them', async () => {
    const story = await askedForFacts();
    const { url, page, faults, close } = await onBoard(browser, story, 'responder dana');
    const incident = `${url}/incidents/${story.id}`;
    try {
      await page.goto(incident);
      expect(await page.locator('#ft').innerText()).toContain(
        'Alice Arnold is asked for Customers affected and Who built it since 14:02, by 14:12.',
      );
      await looked(page, 'facts-asked', { dark: true });
      await tabTo(page, '#fact-customers');
      await page.keyboard.type('40');
      await tabTo(page, '#fact-constructor');
      await page.keyboard.type('Ada');
      await tabTo(page, '#ft-more > summary');
      await page.keyboard.press('Enter');
      await tabTo(page, '#fact-impact');
      await page.keyboard.type('high');
      await looked(page, 'facts-unfolded', { part: '#ft', dark: true });
      await tabTo(page, '#ft button');
      await page.keyboard.press('Enter');
      await page.waitForURL('**?done=facts');
      const known = await page.locator('#ft .known').innerText();
      for (const words of [/40 customers\s+Dana Diaz, 14:05/, /Ada\s+Dana Diaz, 14:05/, /high\s+Dana Diaz, 14:05/])
        expect(known).toMatch(words);
      expect((await story.incident()).facts).toMatchObject({ customers: 40, constructor: 'Ada', impact: 'high' });
      await looked(page, 'facts-stated', { dark: true });
      await page.goto(`${incident}?at=2026-03-11T14:04:59Z`);
      expect(await page.locator('#ft').innerText()).toContain('is asked for Customers affected');
      expect(await page.locator('#ft .known').innerText()).not.toContain('40 customers');
      await looked(page, 'facts-before', { part: '#ft' });
      await page.goto(`${incident}?at=2026-03-11T14:05:00Z`);
      expect(await page.locator('#ft').innerText()).not.toContain('asked for');
      expect(await page.locator('#ft .known').innerText()).toContain('40 customers');
      expect(faults).toEqual([]);
    } finally {
      await close();
    }
  });

  test('behind the link: axe finds nothing, and without a script the keyboard alone states them', async () => {
    const story = await askedForFacts();
    const server = await pageServer(story.world);
    const path = linkOf(story, 'alice');
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const unscripted = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
    try {
      const page = await context.newPage();
      await page.goto(`${server.url}${path}`);
      expect(await page.locator('body').innerText()).toContain('You are asked for facts');
      await looked(page, 'link-facts-asked', { dark: true });
      const form = await unscripted.newPage();
      await form.goto(`${server.url}${path}`);
      await tabTo(form, '#fact-customers');
      await form.keyboard.type('40');
      await tabTo(form, '#fact-constructor');
      await form.keyboard.type('Ada');
      await tabTo(form, 'button');
      await form.keyboard.press('Enter');
      await form.waitForURL('**?done=facts');
      expect((await story.incident()).facts).toMatchObject({ customers: 40, constructor: 'Ada' });
      expect(await form.locator('body').innerText()).not.toContain('You are asked for facts');
      await page.goto(`${server.url}${path}?done=facts`);
      await looked(page, 'link-facts-stated', { dark: true });
    } finally {
      await context.close();
      await unscripted.close();
      await server.close();
    }
  });
});
