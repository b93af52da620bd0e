import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { executablePath, launch } from '#test/browser';
import { handbookOf } from '#web/handbook/handbook';
import { handbookPage } from '#web/handbook/page';

const playbooks = ['tracktion', 'pipeline-guard', 'starter', 'pampax', 'insurance-lead-gen'];
const at = (name: string): string => fileURLToPath(new URL(`../../playbooks/${name}`, import.meta.url));
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

describe.skipIf(executablePath === undefined)('a handbook as a page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test.each(playbooks)('%s: on paper the quick reference is the first page, and all of it', async (name) => {
    const book = handbookOf(loadPlaybook(at(name)));
    const page = await browser.newPage();
    await page.setContent(await handbookPage({ ...book, chapters: book.chapters.slice(0, 1) }));
    expect(pagesOf(await page.pdf({ format: 'A4' }))).toBe(1);
    await page.setContent(await handbookPage({ ...book, chapters: book.chapters.slice(0, 2) }));
    // what follows begins a page of its own
    expect(pagesOf(await page.pdf({ format: 'A4' }))).toBeGreaterThan(1);
    await page.close();
  });

  test('light or dark as the device is, and no wider than a phone', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    await page.setContent(await handbookPage(handbookOf(loadPlaybook(at('tracktion')))));
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await ground()).toBe('rgb(244, 246, 248)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).toBe('rgb(11, 14, 18)');
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ media: 'screen' });
    // tables scroll within their own frame
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.close();
  });
});
