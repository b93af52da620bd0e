import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byProvider } from '#app/board/by-provider';
import type { SignIn } from '#app/board/sign-in';
import { boardCallback } from '#app/sign-in/redirect';
import { executablePath, launch } from '#test/browser';
import { FakeIssuer } from '#test/fake-issuer';
import { looked } from '#test/looked';
import { pageServer } from '#test/page-server';
import { wokenAt } from '#test/woken';

describe.skipIf(executablePath === undefined)('sign-in at the board in a browser', () => {
  const issuer = new FakeIssuer();
  let browser: Browser;
  beforeAll(async () => {
    // another site than the board's: what cookies and policy let through is what a real provider meets
    await issuer.listen('localhost');
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await issuer.close();
  });

  test('to the provider and back; an ended session gives the text back; no role, no token in any address or store', async () => {
    const story = await wokenAt('14:09');
    const { ports } = story.world;
    issuer.now = () => ports.wallClock().getTime();
    const signIn = (url: string): SignIn => {
      issuer.redirectUris = [boardCallback(url)];
      const client = { id: 'cli', scopes: ['openid'], parameters: {}, ports: [17817] };
      const settings = {
        issuer: issuer.url,
        audience: ['cli'],
        token: 'access' as const,
        roleClaim: ['groups'],
        client,
      };
      Object.assign(ports.deployed, { publicUrl: url, signIn: settings });
      const asking = { settings, redirectUri: boardCallback(url), fetch, now: () => ports.wallClock() };
      return { by: 'provider', ...byProvider(asking) };
    };
    issuer.claims = { sub: 'sub-ana', username: 'ana', groups: ['commander'] };
    const server = await pageServer(story.world, signIn);
    const context = await browser.newContext();
    const page = await context.newPage();
    const seen: string[] = [];
    page.on('request', (request) => seen.push(request.url()));
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    try {
      const incident = `${server.url}/console/incidents/${story.id}`;
      await page.goto(incident);
      expect(page.url()).toBe(incident);
      await page.keyboard.press('n');
      await page.keyboard.type('the pods of analysis restart');
      const hours = ports.wallClock().getTime() + 13 * 3_600_000;
      Object.assign(ports, { wallClock: () => new Date(hours) });
      await page.getByRole('button', { name: 'Add note' }).click();
      await page.getByRole('heading', { name: 'Nothing was done yet' }).waitFor();
      await looked(page, 'session-ended');
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByText('Your session had ended.').waitFor();
      const note = page.getByLabel('What do you see, or what have you done?');
      expect(await note.inputValue()).toBe('the pods of analysis restart');
      await page.getByRole('button', { name: 'Add note' }).click();
      await page.getByText('Your note is on the timeline.').waitFor();
      expect((await story.why(['note'])).filter((line) => line.includes('pods'))).toHaveLength(1);

      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
      await looked(page, 'signed-out');
      issuer.claims = { sub: 'sub-mallory', username: 'mallory', groups: ['friends'] };
      await page.getByRole('link', { name: 'Sign in as somebody else' }).click();
      await page.getByRole('heading', { name: 'You have no role here' }).waitFor();
      await looked(page, 'no-role');
      const kept = await page.evaluate<string>(
        'JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])',
      );
      const tokens = [...seen, kept].filter((text) => /eyJ[\w-]+\.[\w-]+\./.test(text));
      expect([tokens, kept.endsWith('""]')]).toEqual([[], true]);
      // the browser says so where a page answers 401 or 403, and of nothing else
      expect(faults.filter((text) => !/status of 40[13]/.test(text))).toEqual([]);
    } finally {
      await context.close();
      await server.close();
    }
  });
});
