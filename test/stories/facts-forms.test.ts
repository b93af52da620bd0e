import { expect, test } from 'vitest';
import { registry } from '#app/operations/registry';
import { api } from '#lambdas/api/app';
import { askedForFacts } from '#test/asked';
import { signIn } from '#test/board';
import { linkOf } from '#test/woken';
import { MOST_BYTES } from '#web/response/fit';

/** At 14:05 of an incident that has asked the person on call for two facts at 14:02. */
async function asked() {
  const story = await askedForFacts();
  const app = api(story.world.ports, registry, { board: signIn });
  let cookie = '';
  const ask = async (path: string, form?: Record<string, string>) => {
    const answer = await app.request(path, {
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form).toString() }),
    });
    for (const set of answer.headers.getSetCookie()) cookie = set.split(';')[0] ?? '';
    await story.world.clock.settle();
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  };
  const csrfIn = (text: string): string => /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const board = async (token: string) => {
    await ask('/console/sign-in', { csrf: csrfIn((await ask('/console/sign-in')).text), token });
    const at = `/console/incidents/${story.id}`;
    return {
      page: (query = '') => ask(`${at}${query}`),
      send: async (form: object) => ask(at, { csrf: csrfIn((await ask(at)).text), ...form }),
    };
  };
  return { story, ask, board };
}
/** The words of a page’s card of facts, without its markup. */
const cardOf = (text: string): string =>
  (/<section class="card[^"]*" id="ft"[\s\S]*?<\/section>/.exec(text)?.[0] ?? '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

test('the board shows who is asked for what and by when, takes it by type, and shows who has stated it', async () => {
  const { story, board } = await asked();
  const { page, send } = await board('responder dana');
  const before = cardOf((await page()).text);
  expect(before).toContain(
    'Facts signalValue 23 with the alarm Alice Arnold is asked for Customers affected and Who built it since 14:02 , by 14:12 .',
  );
  const sent = await send({
    act: 'facts',
    'fact.customers': '40',
    'fact.constructor': ' Ada ',
    'fact.act': '',
    'fact.impact': 'low & "slow"',
  });
  expect([sent.status, sent.location]).toEqual([303, '?done=facts']);
  expect({ ...(await story.incident()).facts }).toEqual({
    signalValue: 23,
    customers: 40,
    constructor: 'Ada',
    impact: 'low & "slow"',
  });
  const after = cardOf((await page()).text);
  expect(after).toContain(
    'Facts Customers affected 40 customers Dana Diaz, 14:05 Who built it Ada Dana Diaz, 14:05 Customer &lt;impact&gt; low &amp; &quot;slow&quot; Dana Diaz, 14:05 signalValue 23 with the alarm State a fact',
  );
});

test('the timeline says who was asked for what, and what was not stated in time', async () => {
  const { story, board } = await asked();
  const { page } = await board('viewer vic');
  await story.until('14:13');
  const says = [...(await page()).text.matchAll(/<p class="tag[^>]*>([^<]*)<\/p><div><p>([^<]*)/g)]
    .map(([, tag, words]) => `${tag}: ${words}`)
    .filter((line) => /built/.test(line));
  expect(says).toEqual([
    'Deadline missed: Not stated within 10 min: Customers affected and Who built it',
    'Work: Incident Commander and Primary on call: asked for Customers affected and Who built it',
  ]);
});

test('as it was at a second: asked for until it was stated, by whom and as what at that time; what the alarm brought stands there from the start', async () => {
  const { story, board } = await asked();
  const { page, send } = await board('responder dana');
  await send({ act: 'facts', 'fact.customers': '40', 'fact.constructor': 'Ada' });
  await story.until('14:08');
  await send({ act: 'facts', 'fact.customers': '90' });
  const at = async (time: string) => cardOf((await page(`?at=2026-03-11T${time}Z`)).text);
  expect(await at('14:02:00')).toBe(
    'Facts signalValue 23 with the alarm Alice Arnold is asked for Customers affected and Who built it since 14:02 , by 14:12 .',
  );
  expect(await at('14:04:59')).toBe(await at('14:02:00'));
  expect(await at('14:05:00')).toBe(
    'Facts Customers affected 40 customers Dana Diaz, 14:05 Who built it Ada Dana Diaz, 14:05 signalValue 23 with the alarm',
  );
  expect(await at('14:07:59')).toContain('Customers affected 40 customers Dana Diaz, 14:05');
  expect(await at('14:08:00')).toContain('Customers affected 90 customers Dana Diaz, 14:08');
});

test('what is no number is refused in words, with what was typed; nothing filled in does nothing; a viewer has no form', async () => {
  const { story, board } = await asked();
  const { send } = await board('responder dana');
  const wrong = await send({ act: 'facts', 'fact.customers': 'many', 'fact.constructor': 'Ada' });
  expect([
    wrong.status,
    wrong.text.includes('is not a number, in customers'),
    wrong.text.includes('value="many"'),
  ]).toEqual([409, true, true]);
  const nothing = await send({ act: 'facts', 'fact.customers': ' ' });
  expect([nothing.status, nothing.text.includes('Nothing was filled in')]).toEqual([409, true]);
  expect((await story.incident()).facts).toEqual({ signalValue: 23 });
  const viewer = await board('viewer vic');
  expect((await viewer.page()).text).not.toContain('name="fact.');
});

test('the page behind a link asks whom it is asked of, under the limit; the same press counts once', async () => {
  const { story, ask } = await asked();
  const alice = linkOf(story, 'alice');
  const page = (await ask(alice)).text;
  expect([page.includes('You are asked for facts'), page.includes('name="fact.customers"')]).toEqual([true, true]);
  expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
  const form = {
    act: 'facts',
    v: /name="v" value="(\d+)"/.exec(page)?.[1] ?? '',
    'fact.customers': '40',
    'fact.constructor': '',
  };
  for (const time of [1, 2]) expect([time, (await ask(alice, form)).location]).toEqual([time, '?done=facts']);
  expect((await story.why(['note'])).filter((line) => line.includes('Customers'))).toEqual([
    '14:05:00 | customers | Customers affected: 40 customers, stated by alice',
  ]);
  const wrong = await ask(alice, { ...form, 'fact.customers': 'many' });
  expect([wrong.location, (await ask(`${alice}${wrong.location}`)).text.includes('a fact cannot be that')]).toEqual([
    '?late=facts',
    true,
  ]);
});
