import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keys } from '#app/store/keys';
import { copies, lateDelivery, lines, longTitle, putAll } from '#test/board';
import { executablePath, launch } from '#test/browser';
import { looked, patience } from '#test/looked';
import { onBoard } from '#test/on-board';
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

  const signedIn = (story: Story, token: string, options: Parameters<Browser['newContext']>[0] = {}) =>
    onBoard(browser, story, token, options);

  test(
    'every page and state: axe finds nothing, nothing scrolls sideways, and nobody else is asked for anything',
    patience,
    async () => {
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
          ['maintenance', 'maintenance'],
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
        await looked(page, 'incident-open', { part: '#acts' });
        // somebody is faster, and what was pressed takes nothing from them
        const acknowledge = page.locator('#acts form button', { hasText: 'Acknowledge' });
        await acknowledge.focus();
        await story.say({ do: 'acknowledge', by: 'dana', way: 'link' });
        await acknowledge.press('Enter');
        expect(await page.getByRole('alert').innerText()).toContain('Dana Diaz acknowledged it at 14:09:00');
        await looked(page, 'lost-race', { part: '[role=alert]' });
        await page.getByText('Send update').click();
        await page.locator('#upd-internal-update summary').click();
        for (const [label, words] of Object.entries({
          Situation: 'Uploads fail',
          Actions: 'A rollback',
          Next: '14:30',
        }))
          await page.getByLabel(new RegExp(label)).first().fill(words);
        await page.locator('#upd-internal-update').getByRole('button', { name: 'Preview' }).click();
        expect(await page.locator('pre').first().innerText()).toContain('Uploads fail');
        await looked(page, 'preview');
        await page.goto(incident);
        await page.getByRole('radio', { name: 'Roll back' }).check();
        // the question that this page still shows, because somebody is answering it, is answered elsewhere
        await choose(story, 'rollback', 'dana');
        await page.getByRole('button', { name: 'Answer' }).click();
        await looked(page, 'question-answered-before', { part: '[role=alert]' });
        await story.until('14:40');
        await page.goto(incident);
        await looked(page, 'incident-later');
        await page.goto(`${incident}?at=2026-03-11T14:08:00Z`);
        expect(await page.getByText('As it was at').innerText()).toContain('14:08:00');
        await looked(page, 'incident-past', { part: '#past' });
        expect(faults).toEqual([
          'Failed to load resource: the server responded with a status of 404 (Not Found)',
          ...Array(2).fill('Failed to load resource: the server responded with a status of 409 (Conflict)'),
        ]);
      } finally {
        await close();
      }
    },
  );

  test('a storm of 200, a timeline of 2,000 lines, titles of 120 characters, and Tocsin itself behind: axe finds nothing, nothing scrolls sideways', async () => {
    const story = await wokenAt('14:09');
    await story.say({ do: 'acknowledge', by: 'dana', way: 'link' });
    await story.until('14:40');
    const [row] = await story.run(() => story.world.table.query(story.id, { prefix: keys.state('').sk }));
    if (row === undefined) throw new Error('no incident');
    await putAll(story, [
      ...copies(row, 200, { title: longTitle }),
      ...lines(story.id, '2026-03-11T14:10:00Z', 2000),
      lateDelivery(story.id, '2026-03-11T14:20:00.000Z'),
    ]);
    const { url, page, faults, close } = await signedIn(story, 'admin ana');
    try {
      expect(await page.getByRole('heading', { name: 'Tocsin itself is falling behind' }).count()).toBe(1);
      await looked(page, 'storm', { dark: true });
      await page.goto(`${url}/incidents/${story.id}`);
      await looked(page, 'long-timeline', { part: '#tl' });
      await page.goto(`${url}/incidents/INC-open-P1-0`);
      await looked(page, 'long-title', { part: '.title' });
      expect(faults).toEqual([]);
    } finally {
      await close();
    }
  });

  test('a step that waits for approval, a form that is refused, and an incident that is over: axe finds nothing, and each says what is next', async () => {
    const story = await wokenAt('14:09');
    const { url, page, close } = await signedIn(story, 'admin ana');
    const incident = `${url}/incidents/${story.id}`;
    try {
      await story.say({ do: 'acknowledge', by: 'ana', way: 'link' });
      await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
      await page.goto(incident);
      await page.getByRole('radio', { name: 'Approve and start' }).waitFor();
      await looked(page, 'incident-approval', { part: '#ask-box', dark: true });
      await page.goto(`${url}/declare`);
      await page.getByLabel('What is wrong?').fill('x'.repeat(200));
      await page.locator('details', { hasText: 'What is known already' }).locator('summary').click();
      await page.getByLabel('Revenue loss per hour').fill('a lot');
      // the browser would say so by itself; what the server says is looked at
      await page.evaluate('document.querySelectorAll("form").forEach((form) => { form.noValidate = true; })');
      await page.getByRole('button', { name: 'Declare and page' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('Revenue loss per hour: is not a number');
      expect(await page.getByLabel('What is wrong?').inputValue()).toHaveLength(200);
      await looked(page, 'declare-refused', { part: '#main' });
      await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it answers again' });
      await story.until('14:20');
      await page.goto(incident);
      const picture = await page.locator('#ph .wide').textContent();
      for (const words of ['done 14:03:00', 'ended 14:09:00', 'not reached']) expect(picture).toContain(words);
      expect(await page.locator('#rb').innerText()).toContain('waiting for approval when the incident ended');
      await looked(page, 'incident-over', { dark: true });
      await page.goto(`${url}/on-call?take=primary_oncall.next`);
      await page.getByRole('button', { name: 'Take the shift' }).click();
      await page.getByText('The shift is taken').waitFor();
      await looked(page, 'on-call-covered', { part: '#main' });
      await page.goto(url);
      await looked(page, 'board-after', { part: '#main' });
      for (const [name, path] of [
        ['history-none', 'history?severity=P4'],
        ['items-none', 'items?status=done'],
      ] as const) {
        await page.goto(`${url}/${path}`);
        await looked(page, name, { part: '#main' });
      }
    } finally {
      await close();
    }
  });

  test('a viewer sees everything and no form; one that is sent all the same is refused in words', async () => {
    const story = await wokenAt('14:09');
    const { url, page, close } = await signedIn(story, 'viewer vic', { reducedMotion: 'reduce' });
    const incident = `${url}/incidents/${story.id}`;
    try {
      // where nothing may move, whole minutes, of which the last has begun: at 14:09 it is 8 min to 14:17
      expect(await page.locator('.up [data-until]').innerText()).toBe('in 8 min');
      await page.goto(incident);
      expect(await page.locator('main form[method=post]').count()).toBe(0);
      await looked(page, 'incident-viewer', { part: '#main' });
      await page.evaluate(`(() => {
        const form = document.querySelector('.foot form').cloneNode(true);
        form.action = location.href;
        form.insertAdjacentHTML('beforeend', '<input name="act" value="acknowledge">');
        document.body.append(form);
        form.submit();
      })()`);
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('this needs the role responder; you have viewer');
      await looked(page, 'refused-role', { part: '[role=alert]' });
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

  test('without a script: acknowledged, ticked, answered, approved, declared; the back button sends nothing twice', async () => {
    const story = await wokenAt('14:09');
    const { url, page, close } = await signedIn(story, 'admin ana', { javaScriptEnabled: false });
    try {
      await page.getByRole('button', { name: 'Acknowledge' }).click();
      expect(new URL(page.url()).search).toBe('?done=acknowledge');
      expect(await page.locator('.card[role=status].calm').innerText()).toBe(
        'It is yours. Nobody else is being paged.',
      );
      expect(await story.why(['acknowledged'])).toEqual(['14:09:00 | ana | acknowledged by ana, on the board']);
      await page.getByLabel('The API answers').check();
      await page.getByLabel('The database can be reached').check();
      await page.getByRole('button', { name: 'Save' }).click();
      expect(Object.values((await story.incident()).checklist)).toEqual(['ana', 'ana']);
      await page.getByText('State a fact').click();
      await page.getByLabel('Revenue loss per hour').fill('2500');
      await page.getByLabel('Media take notice').selectOption('yes');
      await page.getByRole('button', { name: 'State' }).click();
      expect(await page.locator('#ft .known').innerText()).toMatch(/2500 USD\s+Ana Alvarez, 14:09/);
      await page.getByRole('radio', { name: 'Roll back' }).check();
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.reload();
      await page.getByRole('radio', { name: 'Approve and start' }).check();
      await page.getByRole('button', { name: 'Answer' }).click();
      expect((await story.incident()).plan?.steps[0]?.approvedBy).toBe('ana');
      await page.goto(`${url}/declare`);
      await page.getByLabel('What is wrong?').fill('<script>alert(1)</script> & uploads fail');
      await page.getByRole('radio', { name: /P2/ }).check();
      await page.getByRole('button', { name: 'Declare and page' }).click();
      const title = '<script>alert(1)</script> & uploads fail';
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title);
      await page.goto(url);
      expect(await page.locator('article').count()).toBe(2);
    } finally {
      await close();
    }
  });

  test('with a script, by keyboard alone: what another does shows by itself, and no fragment takes what is being typed', async () => {
    const story = await wokenAt('14:09');
    const { url, page, context, close } = await signedIn(story, 'admin ana');
    const text = page.getByLabel(note);
    // the script looks for news every five seconds, and at once when somebody comes back to the tab
    const news = () => page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    try {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL(/incidents/);
      await page.keyboard.press('n');
      await page.keyboard.type('the pods of');
      await story.say({ do: 'acknowledge', by: 'dana' });
      await news();
      await page.locator('.facts', { hasText: 'Dana Diaz, 14:09' }).waitFor();
      expect(await text.inputValue()).toBe('the pods of');
      // without the focus, and with a question that has meanwhile been answered
      await page.keyboard.press('Tab');
      await page.locator('h1').click();
      await choose(story, 'rollback', 'dana');
      await news();
      await page.locator('#rb', { hasText: 'attempt 1' }).waitFor();
      expect(await text.inputValue()).toBe('the pods of');
      await page.reload();
      expect(await text.inputValue()).toBe('the pods of');
      await text.focus();
      await page.keyboard.press('Control+Enter');
      await page.getByText('Your note is on the timeline.').waitFor();
      expect([await text.inputValue(), (await story.why(['note'])).at(-1)]).toEqual([
        '',
        '14:09:00 | ana | the pods of',
      ]);
      await page.locator('#past summary').press('Enter');
      await page.locator('#scrub').fill('30');
      await page.locator('.facts', { hasText: 'Not acknowledged' }).waitFor();
      expect(new URL(page.url()).search).toContain('at=2026-03-11T14');

      // what would break the policy is stopped, and seen
      const stopped = await page.evaluate<string[]>(`new Promise((done) => {
        const seen = [];
        document.addEventListener('securitypolicyviolation', (e) => seen.push(e.effectiveDirective));
        for (const [tag, set] of [['script', { textContent: 'window.ran = 1' }], ['style', { textContent: 'body{}' }], ['img', { src: 'https://other.example/x.png' }]])
          document.body.append(Object.assign(document.createElement(tag), set));
        fetch('https://other.example/').catch(() => {});
        setTimeout(() => done([...seen, String(window.ran)].sort()), 200);
      })`);
      expect(stopped).toEqual(['connect-src', 'img-src', 'script-src-elem', 'style-src-elem', 'undefined']);
      // no token or session where a script can read it, or in an address
      const secret = (await context.cookies()).find(({ name }) => name === 'tocsin')?.value ?? 'no session';
      const kept = await page.evaluate<string>(
        'document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)',
      );
      expect([kept.includes(secret), kept.includes('admin ana'), page.url().includes(secret), secret.length]).toEqual([
        false,
        false,
        false,
        22,
      ]);
      expect(page.url().startsWith(url)).toBe(true);
    } finally {
      await close();
    }
  });
});
