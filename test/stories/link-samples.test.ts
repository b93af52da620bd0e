import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { linkOf, wokenAt } from '#test/woken';

interface Event {
  rawPath: string;
  body?: string;
  isBase64Encoded: boolean;
}
interface Answer {
  statusCode: number;
  body?: string;
  headers?: Record<string, string>;
}

/** The requests of a sample, with a real link where it has a made-up one, and our address where its own is a placeholder. */
function sample(name: string, token: string): Event[] {
  const text = readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')
    .replaceAll('Ab3dEf9', token)
    .replaceAll(`${token}/acknowledge`, token);
  const events: Event | Event[] = JSON.parse(text);
  return [events].flat();
}

async function answered(name: string, change: (event: Event) => Event = (event) => event) {
  const story = await wokenAt('14:03');
  const serve = gateway(api(story.world.ports));
  const before = JSON.stringify(story.world.table.dump());
  const answers: Answer[] = [];
  for (const event of sample(name, linkOf(story, 'alice').slice('/i/'.length))) {
    answers.push((await serve(change(event))) as Answer);
    await story.world.clock.settle();
  }
  const changed = JSON.stringify(story.world.table.dump()) !== before;
  return { story, answers, changed, statuses: answers.map(({ statusCode }) => statusCode) };
}

test.each(['http/link-get-slackbot', 'http/link-get-imessage', 'http/link-head'])(
  '%s: nothing changes, and nothing of the incident is offered to a preview',
  async (name) => {
    const { statuses, changed, answers } = await answered(name);
    expect([statuses, changed]).toEqual([[200], false]);
    expect(answers.map(({ body }) => /og:|twitter:/.test(body ?? ''))).toEqual([false]);
  },
);

test('a scanner that runs the page’s script and posts without its fields changes nothing', async () => {
  const { statuses, changed } = await answered('http/link-get-then-post-by-scanner');
  expect([statuses, changed]).toEqual([[200, 303], false]);
});

test('what programs glue to a link is left out', async () => {
  const { statuses, changed } = await answered('http/link-trailing-junk');
  expect([new Set(statuses), changed]).toEqual([new Set([200]), false]);
});

test('a form whose body the gateway has encoded, from an in-app browser without an origin: acknowledged, the note as typed', async () => {
  const { story, statuses } = await answered('http/form-post-base64');
  expect(statuses).toEqual([303]);
  expect((await story.incident()).acknowledged?.by).toBe('alice');
  const notes = await story.why(['note']);
  expect(notes.filter((line) => line.includes('ich'))).toEqual(['14:03:00 | alice | on it – ich schau’s mir an ✓']);
});

test.each(['push/ntfy-action-tapped', 'push/ntfy-action-tapped-with-ntfy-token'])(
  '%s: acknowledged, whatever type and token it is sent with',
  async (name) => {
    // what the second sends is a placeholder
    const body = Buffer.from('by=ntfy').toString('base64');
    const { story, statuses, answers } = await answered(name, (event) => ({ ...event, body, isBase64Encoded: true }));
    expect([statuses, answers[0]?.body]).toEqual([[200], 'done']);
    expect(await story.why(['acknowledged'])).toEqual([
      '14:03:00 | alice | acknowledged by alice, by push notification',
    ]);
  },
);

test('http/link-safe-links-wrapped: a link has nothing that a wrapping program would change, under 70 characters, and opens once unwrapped', async () => {
  const story = await wokenAt('14:03');
  const path = linkOf(story, 'alice');
  const sent = `https://oncall.example.com${path}`;
  const wrapped = JSON.parse(
    readFileSync(new URL('../fixtures/http/link-safe-links-wrapped.json', import.meta.url), 'utf8').replaceAll(
      'Ab3dEf9',
      path.slice('/i/'.length),
    ),
  );
  expect(new URL(wrapped['arrives as']).searchParams.get('url')).toBe(sent);
  expect(wrapped['after redirect']).toBe(sent);
  expect(sent).toMatch(/^https:\/\/[a-z.]+\/i\/[A-Za-z0-9_-]{22}$/);
  expect(sent.length).toBeLessThan(70);
  const opened = await api(story.world.ports).request(new URL(wrapped['after redirect']).pathname);
  expect(opened.status).toBe(200);
});
