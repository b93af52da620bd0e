import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keys } from '#app/store/keys';
import { copies, lateDelivery, lines, longTitle, putAll, signIn } from '#test/board';
import { executablePath, launch } from '#test/browser';
import { looked } from '#test/looked';
import { pageServer } from '#test/page-server';
import { Story } from '#test/story';
import { wokenAt } from '#test/woken';
import { choose } from '#test/worked';

const note = 'What do you see, or what have you done?';

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
    // what the policy stops, what a script throws, and whom a page asks besides its own site
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => request.url().startsWith(server.url) || faults.push(`asks ${request.url()}`));
    await page.goto(`${server.url}/console`);
    if (process.env['SCREENSHOTS'] !== undefined) await looked(page, 'sign-in');
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const close = async () => {
      await context.close();
      await server.close();
    };
    return { url: `${server.url}/console`, context, page, faults, close };
  }

  test('every page and state: axe finds nothing, nothing scrolls sideways, and nobody else is asked for anything', async () => {
    const story = await wokenAt('14:09');
    const { url, page, faults, close } = await signedIn(story, 'admin ana');
    const incident = `${url}/incidents/${story.id}`;
    try {
      await looked(page, 'board', { dark: true });
      for (const [name, path] of [
        ['declare', 'declare'],
        ['on-call', 'on-call?take=primary_oncall.now'],
        ['history', 'history?state=open'],
        ['items', 'items'],
        ['playbook', 'playbook'],
        ['not-found', 'incidents/INC-NONE'],
      ] as const) {
        await page.goto(`${url}/${path}`);
        await looked(page, name);
      }
      await page.goto(incident);
      await looked(page, 'incident', { dark: true });
      await page.evaluate(
        'document.querySelectorAll("details").forEach((d) => { d.removeAttribute("name"); d.open = true; })',
      );
      await looked(page, 'incident-open');
      // somebody is faster, and what was pressed takes nothing from them
      await story.say({ do: 'acknowledge', by: 'dana', way: 'link' });
      await page.locator('#acts form button', { hasText: 'Acknowledge' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('Dana Diaz acknowledged it at 14:09:00');
      await looked(page, 'lost-race');
      await page.getByText('Send update').click();
      await page.locator('#upd-internal-update summary').click();
      for (const [label, words] of Object.entries({ Situation: 'Uploads fail', Actions: 'A rollback', Next: '14:30' }))
        await page.getByLabel(new RegExp(label)).first().fill(words);
      await page.locator('#upd-internal-update').getByRole('button', { name: 'Preview' }).click();
      expect(await page.locator('pre').first().innerText()).toContain('Uploads fail');
      await looked(page, 'preview');
      await page.goto(incident);
      await choose(story, 'rollback', 'dana');
      // the question that this page still shows has been answered
      await page.getByRole('radio', { name: 'Roll back' }).check();
      await page.getByRole('button', { name: 'Answer' }).click();
      await looked(page, 'question-answered-before');
      await story.until('14:40');
      await page.goto(incident);
      await looked(page, 'incident-later');
      await page.goto(`${incident}?at=2026-03-11T14:08:00Z`);
      expect(await page.getByText('As it was at').innerText()).toContain('14:08:00');
      await looked(page, 'incident-past');

      const [row] = await story.run(() => story.world.table.query(story.id, { prefix: keys.state('').sk }));
      if (row === undefined) throw new Error('no incident');
      await putAll(story, [
        ...copies(row, 200, { title: longTitle }),
        ...lines(story.id, '2026-03-11T14:10:00Z', 2000),
        lateDelivery(story.id, '2026-03-11T14:20:00.000Z'),
      ]);
      await page.goto(url);
      expect(await page.getByRole('heading', { name: 'Tocsin itself does not keep up' }).count()).toBe(1);
      await looked(page, 'storm', { dark: true });
      await page.goto(incident);
      await looked(page, 'long-timeline');
      await page.goto(`${url}/incidents/INC-open-P1-0`);
      await looked(page, 'long-title');
      expect(faults).toEqual([
        'Failed to load resource: the server responded with a status of 404 (Not Found)',
        ...Array(2).fill('Failed to load resource: the server responded with a status of 409 (Conflict)'),
      ]);
    } finally {
      await close();
    }
  });

  test('an empty board says what will happen and what to do, and nothing more', async () => {
    const { page, close } = await signedIn(new Story(), 'responder carol');
    try {
      expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toContain('No incident is open');
      await looked(page, 'empty');
    } finally {
      await close();
    }
  });
});
