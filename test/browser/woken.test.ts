import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { executablePath, launch } from '#test/browser';
import { pageServer } from '#test/page-server';
import type { Story } from '#test/story';
import { linkOf, wokenAt } from '#test/woken';

const phone = { viewport: { width: 360, height: 740 } };

describe.skipIf(executablePath === undefined)('somebody who was woken', () => {
  let browser: Browser;
  let story: Story;
  let server: Awaited<ReturnType<typeof pageServer>>;
  let context: BrowserContext;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    story = await wokenAt('14:03');
    server = await pageServer(story.world);
    // as on a phone whose browser runs no scripts
    context = await browser.newContext({ ...phone, javaScriptEnabled: false });
  });
  afterEach(async () => {
    await context.close();
    await server.close();
  });
  const open = async (path: string, page?: Page): Promise<Page> => {
    const shown = page ?? (await context.newPage());
    await shown.goto(`${server.url}${path}`);
    return shown;
  };
  const textOf = (page: Page): Promise<string> => page.locator('body').innerText();

  test('by SMS: the link in it, one tap, and nobody else is called', async () => {
    const sms = story.world.sent.find(({ channel }) => channel === 'sms');
    if (sms?.message.kind !== 'page') throw new Error('no page by SMS');
    const text = sms.message.sms ?? '';
    expect(text.length).toBeLessThanOrEqual(160);
    const url = /https:\/\/\S+$/.exec(text)?.[0] ?? '';
    const page = await open(new URL(url).pathname);
    expect(await textOf(page)).toContain('You are called as On-call manager: on call for P1.');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    expect(new URL(page.url()).search).toBe('?done=acknowledge');
    expect(await textOf(page)).toContain('It is yours. Nobody else is being paged.');
    await story.until('14:40');
    expect(story.pages()).toHaveLength(2);
    expect(await story.why(['acknowledged'])).toEqual(['14:03:00 | dana | acknowledged by dana, by link']);
  });

  test('the first tab reaches Acknowledge, and Enter presses it', async () => {
    const page = await open(linkOf(story, 'alice'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**?done=acknowledge');
    expect((await story.incident()).acknowledged?.by).toBe('alice');
  });

  test('“I can’t” says whom it wakes, and wakes them at once', async () => {
    const page = await open(linkOf(story, 'alice'));
    expect(await textOf(page)).toContain('Pages Bob Berger at once instead of at 14:07 UTC.');
    await page.getByRole('link', { name: 'I can’t' }).click();
    await page.getByRole('button', { name: 'I can’t: page Bob Berger' }).click();
    expect(await textOf(page)).toContain('You have handed it on.');
    expect(story.pages().slice(2)).toEqual(['14:03:00 pagerduty pagerduty-bob: page P1-secondary']);
  });

  test('handed back later, and taken back by whom it was not', async () => {
    const page = await open(linkOf(story, 'alice'));
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByRole('button', { name: 'Hand it back' }).click();
    expect(await textOf(page)).toContain('You have handed it back.');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByRole('button', { name: 'That was not me' }).click();
    expect(await textOf(page)).toContain('The acknowledgement is taken back');
    expect((await story.incident()).acknowledged).toBeUndefined();
  });

  test('a note and an escalation stand on the timeline once, also when the page is sent again', async () => {
    const page = await open(linkOf(story, 'alice'));
    await page.getByLabel('What do you see, or what have you done?').fill('“Datenbank” antwortet nicht ✓');
    await page.getByRole('button', { name: 'Add note' }).click();
    expect(await textOf(page)).toContain('Your note is on the timeline.');
    await page.reload();
    await page.goBack();
    await page.getByRole('combobox', { name: 'Whom?' }).selectOption('cto');
    await page.getByRole('textbox', { name: 'Why?' }).fill('it is worse than it looks');
    await page.getByRole('button', { name: 'Escalate' }).click();
    expect((await story.why(['note'])).filter((line) => line.includes('Datenbank'))).toEqual([
      '14:03:00 | alice | “Datenbank” antwortet nicht ✓',
    ]);
    expect(story.pages().slice(2)).toEqual([expect.stringContaining('pagerduty-colin: page by-hand-')]);
  });

  test('the commander answers the open question and ticks the checklist', async () => {
    const page = await open(linkOf(story, 'alice'));
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Checklist, 0 of 20 done').click();
    await page.getByRole('button', { name: 'The API answers' }).click();
    expect(await textOf(page)).toContain('Checklist, 1 of 20 done');
    await page.getByRole('radio', { name: 'Work around' }).check();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    expect(await textOf(page)).toContain('Your answer is given.');
    const { plan, checklist } = await story.incident();
    expect([plan?.option, checklist]).toEqual(['workaround', { 'rapid.api-answers': 'alice' }]);
  });

  test('a button that is pressed too late says what is true now', async () => {
    const page = await open(linkOf(story, 'alice'));
    await story.say({ do: 'acknowledge', by: 'dana' });
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    const text = await textOf(page);
    expect(text).toContain(
      'That button did nothing. You wanted to acknowledge, but Dana Diaz acknowledged it at 14:03.',
    );
    expect(text).toContain('You can go back to sleep.');
  });

  test('from a card to the incident’s page, and from there to a link of one’s own', async () => {
    const page = await open(`/incidents/${story.id}`);
    await page.getByLabel('Your mail address or login').fill('alice@tracktion.example');
    await page.getByRole('button', { name: 'Send me a link' }).click();
    expect(await textOf(page)).toContain('A link is on its way');
    const links = story.world.sent.filter(({ message }) => message.key.includes('.link.alice.'));
    expect(links.map(({ channel, to }) => [channel, to])).toEqual([['sms', ['+15550111']]]);
  });

  test('with scripts a countdown runs by the server’s clock, and the page still posts nothing by itself', async () => {
    const scripted = await browser.newContext(phone);
    const page = await scripted.newPage();
    const posted: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && posted.push(request.url()));
    await open(linkOf(story, 'alice'), page);
    expect(await page.locator('[data-left]').first().innerText()).toMatch(/^in [34]:\d\d$/);
    await page.waitForTimeout(1500);
    expect(posted).toEqual([]);
    await scripted.close();
  });
});
