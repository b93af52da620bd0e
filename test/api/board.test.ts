import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { keys, prefixes } from '#app/store/keys';
import { replayed, type Told } from '#core/incident/replay';
import { copies, putAll } from '#test/board';
import { browserOf } from '#test/board-browser';
import { wokenAt } from '#test/woken';
import { choose } from '#test/worked';
import { typedOf } from '#web/board/incident/timeline';
import { lifecycleGraph } from '#web/board/phases';
import { script } from '#web/board/script';
import { style } from '#web/board/style';
import { oftenOf } from '#web/board/upcoming';

test.each([
  [7200, '2 h'],
  [900, '15 min'],
  [60, '1 min'],
  [15, '15 s'],
  [0.25, '1 s'],
])('what is due every %s seconds is due every %s', (seconds, words) => {
  expect(oftenOf(seconds)).toBe(words);
});

describe('a session at the board', () => {
  test('begins with a verified token: HttpOnly, SameSite=Lax, and nothing of the token in it or in the table', async () => {
    const story = await wokenAt('14:03');
    const { signedIn, ask } = await browserOf(story, 'responder carol');
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '../console']);
    expect(signedIn.headers.getSetCookie()[0]).toMatch(
      /^tocsin=[A-Za-z0-9]{22}; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/,
    );
    const { text, headers } = await ask('/console');
    expect(text).toContain('Signed in as Carol Chen, responder.');
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  });

  test('is refused to a token that nobody has verified, and without one every page leads to the sign-in', async () => {
    const story = await wokenAt('14:03');
    const { signedIn, ask } = await browserOf(story, 'nobody x');
    expect([signedIn.status, signedIn.text.includes('You are not signed in.')]).toEqual([401, true]);
    const board = await ask('/console');
    expect([board.status, board.headers.get('location')]).toEqual([303, 'console/sign-in']);
    const incident = await ask(`/console/incidents/${story.id}`);
    expect([incident.status, incident.headers.get('location')]).toEqual([
      303,
      `../sign-in?next=incidents%2F${story.id}`,
    ]);
    expect((await ask(`/console/incidents/${story.id}`, { act: 'acknowledge' })).status).toBe(401);
  });

  test('ends when it is signed out', async () => {
    const story = await wokenAt('14:03');
    const { ask, csrf } = await browserOf(story, 'admin ana');
    expect((await ask('/console/sign-out', { csrf: await csrf() })).status).toBe(303);
    expect((await ask('/console')).status).toBe(303);
  });
});

describe('a form of the board', () => {
  test('without the session’s own CSRF token changes nothing', async () => {
    const story = await wokenAt('14:03');
    const { ask } = await browserOf(story, 'admin ana');
    for (const csrf of ['', 'x', 'a'.repeat(43)])
      expect((await ask(`/console/incidents/${story.id}`, { csrf, act: 'acknowledge' })).status).toBe(403);
    expect((await story.incident()).acknowledged).toBeUndefined();
  });

  test('does what the role may do by the API, and no more; a viewer sees no form at all', async () => {
    const story = await wokenAt('14:03');
    const at = `/console/incidents/${story.id}`;
    const viewer = await browserOf(story, 'viewer vic');
    expect((await viewer.ask(at)).text).not.toContain('name="act"');
    const acknowledging = await viewer.ask(at, { csrf: await viewer.csrf(), act: 'acknowledge' });
    expect([
      acknowledging.status,
      acknowledging.text.includes('this needs the role responder; you have viewer'),
    ]).toEqual([409, true]);
    const responder = await browserOf(story, 'responder carol');
    const csrf = await responder.csrf();
    expect((await responder.ask(at, { csrf, act: 'severity', severity: 'P4', reason: 'small' })).status).toBe(409);
    expect((await responder.ask(at, { csrf, act: 'acknowledge' })).status).toBe(303);
    const { severity, acknowledged } = await story.incident();
    expect([severity, acknowledged?.by]).toEqual(['P1', 'carol']);
  });

  test('that came too late says who was faster; one that is not right yet keeps what was typed', async () => {
    const story = await wokenAt('14:03');
    await story.say({ do: 'acknowledge', by: 'dana' });
    const { ask, csrf } = await browserOf(story, 'admin ana');
    const at = `/console/incidents/${story.id}`;
    const late = await ask(at, { csrf: await csrf(), act: 'acknowledge' });
    expect(late.text).toContain('Dana Diaz acknowledged it at 14:03:00. This page shows how it stands now.');
    const wrong = await ask(at, { csrf: await csrf(), act: 'resolve', as: 'duplicate', reason: 'same as "before"' });
    expect([wrong.status, wrong.text.includes('value="same as &quot;before&quot;"')]).toEqual([409, true]);
  });

  test('tells a time of another day with its day, on every part of the page', async () => {
    const story = await wokenAt('14:03');
    await story.say({ do: 'acknowledge', by: 'dana' });
    await story.until('2026-03-12T10:00:00Z');
    const { ask, csrf } = await browserOf(story, 'admin ana');
    const at = `/console/incidents/${story.id}`;
    const late = await ask(at, { csrf: await csrf(), act: 'acknowledge' });
    expect(late.text).toContain('Dana Diaz acknowledged it at 11 Mar 14:03:00.');
    const told = [...late.text.matchAll(/<time datetime="(2026-03-1[12])T[^"]*">([^<]*)</g)];
    expect(told.length).toBeGreaterThan(20);
    expect(told.filter(([, day, text]) => (day === '2026-03-11') !== text?.startsWith('11 Mar '))).toEqual([]);
    expect(late.text.match(/done (?:11 Mar )?\d\d:\d\d:\d\d/g)?.[0]).toBe('done 11 Mar 14:03:00');
    expect(late.text).toContain('<span>11 Mar 14:02</span><span>10:00</span>');
  });

  test('sent twice counts once', async () => {
    const story = await wokenAt('14:03');
    const { ask, csrf } = await browserOf(story, 'admin ana');
    const note = { csrf: await csrf(), once: 'one-form', act: 'note', text: 'seen <b>it</b>' };
    for (let n = 0; n < 2; n += 1) expect((await ask(`/console/incidents/${story.id}`, note)).status).toBe(303);
    expect(await story.why(['note'])).toContain('14:03:00 | ana | seen <b>it</b>');
    expect((await story.why(['note'])).filter((line) => line.includes('seen'))).toHaveLength(1);
    expect((await ask(`/console/incidents/${story.id}`)).text).toContain('seen &lt;b&gt;it&lt;/b&gt;');
  });
});

test('history keeps its filters in the address, and items of a review are ticked off there', async () => {
  const story = await wokenAt('14:03');
  const { ask, csrf } = await browserOf(story, 'admin ana');
  expect((await ask('/console/history?severity=P1')).text).toContain('High error rate: Audio analysis');
  expect((await ask('/console/history?severity=P2')).text).toContain('No incident is what you filter for');
  expect((await ask('/console/history?next=forged')).status).toBe(200);
  const item = {
    id: 'AI-1',
    title: 'Add an alarm',
    priority: 'high',
    owner: 'bob',
    due: '2026-03-20',
    status: 'open',
    category: 'x',
    horizon: 'short',
  };
  await story.run(() =>
    story.world.table.write([
      {
        put: {
          ...keys.item('AI-1'),
          v: 1,
          item,
          incident: story.id,
          since: '2026-03-11T14:02:00.000Z',
          version: 1,
          listPk: 'ITEM',
          listSk: '2026-03-20#AI-1',
        },
      },
    ]),
  );
  expect((await ask('/console/items')).text).toContain('Add an alarm');
  const done = await ask('/console/items', { csrf: await csrf(), id: 'AI-1', status: 'done' });
  expect([done.status, (await ask('/console/items?status=open')).text.includes('Add an alarm')]).toEqual([303, false]);
});

test('an incident at each of its minutes is what was stored then, by its events alone', async () => {
  const story = await wokenAt('14:03');
  await story.say({ do: 'acknowledge', by: 'ana', way: 'board' });
  await story.until('14:20');
  await choose(story, 'rollback');
  const seen = [await story.incident()];
  await story.until('14:33');
  seen.push(await story.incident());
  const rows = await story.run(() => story.world.table.query(story.id, { prefix: prefixes.event }));
  const events = typedOf(rows.map((row) => row['event'])).flatMap((e): Told[] => ('seq' in e ? [e] : []));
  const shown = ({
    life,
    phase,
    severity,
    severityBecause,
    status,
    acknowledged,
    roles,
    question,
    plan,
    lastMeasured,
    clocks,
  }: (typeof seen)[number] & { clocks?: unknown }) => ({
    life,
    phase,
    severity,
    severityBecause,
    status,
    acknowledged,
    roles,
    question,
    plan,
    lastMeasured,
    clocks,
  });
  for (const then of seen) {
    const again = replayed(then, events, new Date(then.lastAt), story.world.ports.deployed.pack);
    expect(again?.seq === then.seq && shown(again)).toEqual(shown(then));
  }
});

test('the phases and the ways between them are those of the state machine', () => {
  expect(lifecycleGraph().nodes.map(({ phase, column, span, lane }) => [phase, column, span, lane])).toEqual([
    ['detect', 0, 1, undefined],
    ['assess', 1, 1, undefined],
    ['communicate', 2, 2, 0],
    ['mitigate', 2, 1, 1],
    ['resolve', 3, 1, 1],
    ['post-mortem', 4, 1, undefined],
  ]);
  expect(lifecycleGraph().edges.filter(({ back }) => back)).toEqual([{ from: 'resolve', to: 'mitigate', back: true }]);
});

test('script and style weigh at most 10 kB each, compressed', () => {
  for (const part of [script, style]) expect(gzipSync(part).length).toBeLessThan(10_000);
});

test('a storm of 200 open incidents with long titles is one page: the worst whole, some more one line each, the rest a number', async () => {
  const story = await wokenAt('14:03');
  const [row] = await story.run(() => story.world.table.query(story.id, { prefix: keys.state('').sk }));
  if (row === undefined) throw new Error('no incident');
  await putAll(story, [
    ...copies(row, 60, { title: `<i>${'x'.repeat(116)}` }),
    // as new as they, and less bad: only the newest of them are shown
    ...copies(row, 140, { title: 'A small one', severity: 'P3' }),
  ]);
  const { ask } = await browserOf(story, 'admin ana');
  const { text } = await ask('/console');
  const count = (words: string): number => text.split(words).length - 1;
  expect({
    raw: count('<i>x'),
    bad: count('&lt;i&gt;xx') >= 20,
    small: count('>A small one</a>') < 10,
    whole: count('<article'),
    rows: count('<a data-row') + count('<a id="INC'),
    more: /<b>(\d+) more are open/.exec(text)?.[1],
    short: text.length < 100_000,
  }).toEqual({ raw: 0, bad: true, small: true, whole: 15, rows: 25, more: '176', short: true });
});
