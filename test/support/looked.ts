import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Where pictures are put, for people to look at. */
const shots = process.env['SCREENSHOTS'];

/** For a test that looks at many states: six pictures of each take their time. */
export const patience = shots === undefined ? {} : { timeout: 600_000 };

/** What axe finds on a page, or in a part of it. */
async function findings(page: Page, part: string): Promise<string[]> {
  // the page's own policy lets no other script in: the browser's debugger does
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run(document.querySelector(${JSON.stringify(part)}), { resultTypes: ["violations"] })`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** How far a page reaches beyond the window's width: nothing may be scrolled sideways but a table in its own box. */
const beyond = (page: Page): Promise<number> =>
  page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - innerWidth)');

/** A state as it stands: nothing scrolls sideways from 320 to 1440 pixels, and axe finds nothing, in the dark too where it is asked; in one part where the rest was looked at before. Pictures are taken where `SCREENSHOTS` names a folder. */
export async function looked(page: Page, name: string, { dark = false, part = 'html' } = {}): Promise<void> {
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect([name, width, await beyond(page)]).toEqual([name, width, 0]);
  }
  for (const colorScheme of dark ? (['light', 'dark'] as const) : (['light'] as const)) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect([name, colorScheme, await findings(page, part)]).toEqual([name, colorScheme, []]);
  }
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [360, 768, 1440]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
}
