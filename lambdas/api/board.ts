import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Operation } from '#app/api/operation';
import { isAtLeast } from '#app/api/roles';
import { covering, declared } from '#app/board/asked';
import { carryOut } from '#app/board/carry-out';
import { atMostEvery, readHealth } from '#app/board/health';
import { dutiesOf, readBoard, readPeople } from '#app/board/read';
import { COOKIE, closeSession, csrfOf, isOf, openSession, type Session, sessionOf } from '#app/board/session';
import type { SignIn } from '#app/board/sign-in';
import { isRecord } from '#core/json';
import { own } from '#core/own';
import { openBoard } from '#web/board/board-page';
import type { Flash } from '#web/board/flash';
import { boardHeaders } from '#web/board/frame';
import { onCallPage } from '#web/board/on-call-page';
import { declarePage, signInPage, wordsPage } from '#web/board/outside';
import { playbookPage } from '#web/board/playbook/page';
import { type BoardPorts, channelTitles, type Desk, knownNow, type Visit } from './board-desk.ts';
import { addIncidentPages } from './board-incident.ts';
import { addLists } from './board-lists.ts';
import { formOf, TooLong } from './form.ts';

/** How Tocsin itself stands is read at most so often. */
const HEALTH_MS = 10_000;
/** Behind this cookie stands the form of somebody who is about to sign in. */
const START = 'tocsin-start';

/** From a page's own path up to the board: relative, for the gateway may serve all of it below a path of its own. */
export const waysFrom = (path: string): { root: string; home: string } => {
  const below = path.replace(/^\/console\/?/, '').split('/').length - 1;
  if (path === '/console') return { root: 'console/', home: 'console' };
  return { root: below === 0 ? './' : '../'.repeat(below), home: `${'../'.repeat(below + 1)}console` };
};

/** The board for people who are signed in: GET shows, POST acts by the operations of the API, and every form carries a CSRF token. */
export function board(ports: BoardPorts, operations: readonly Operation[], signIn: SignIn): Hono {
  const app = new Hono();
  const show: Desk['show'] = async (c, markup, status = 200) => {
    for (const [name, value] of Object.entries(boardHeaders)) c.header(name, value);
    return c.body(String(await markup), status);
  };
  const secure = ports.deployed.publicUrl.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'Lax', secure, path: '' } as const;
  const desk: Desk = {
    ports,
    show,
    act({ session, form }, wanted, n = 0) {
      const once = `board-${form['once'] ?? ports.newId()}${n === 0 ? '' : `-${n}`}`;
      return carryOut(ports, operations, session.caller, { ...wanted, once });
    },
    list: async ({ session }, operation, query) => {
      const outcome = await carryOut(ports, operations, session.caller, { operation, query });
      return outcome.done ? outcome.answer : { items: [], next: null };
    },
    page(path, get, post) {
      app.get(path, async (c) => {
        const session = await sessionOf(ports, getCookie(c, COOKIE));
        return session === undefined ? toSignIn(c) : get(visitOf(ports, c, session, {}));
      });
      if (post === undefined) return;
      app.post(path, async (c) => {
        const session = await sessionOf(ports, getCookie(c, COOKIE));
        const { home, root } = waysFrom(c.req.path);
        if (session === undefined)
          return show(
            c,
            wordsPage(
              ports.now(),
              'You are signed out',
              'Nothing was done. Sign in, go back to the page, and send it again: what you typed is still there.',
              { href: `${root}sign-in`, words: 'Sign in' },
            ),
            401,
          );
        const form = await formOf(c.req.raw);
        if (!isOf(session.secret, form['csrf']))
          return show(
            c,
            wordsPage(
              ports.now(),
              'Nothing was done',
              'This form is not one of your session: it came from another site, or from before you signed in.',
              { href: home, words: 'To the board' },
            ),
            403,
          );
        return post(visitOf(ports, c, session, form));
      });
    },
  };

  app.get('/console/sign-in', (c) => {
    const secret = ports.newToken();
    setCookie(c, START, secret, { ...cookie, maxAge: 3600 });
    return show(
      c,
      signInPage({ at: ports.now(), way: signIn.by, csrf: csrfOf(secret), next: c.req.query('next') ?? '' }),
    );
  });
  app.post('/console/sign-in', async (c) => {
    const form = await formOf(c.req.raw);
    const start = getCookie(c, START) ?? '';
    const again = (refused: string) =>
      show(
        c,
        signInPage({ at: ports.now(), way: signIn.by, csrf: csrfOf(start), next: form['next'] ?? '', refused }),
        401,
      );
    if (start === '' || !isOf(start, form['csrf']))
      return again('The form was too old, or not ours: load this page again.');
    const claims = signIn.by === 'token' ? await signIn.verify((form['token'] ?? '').trim()) : undefined;
    if (claims === undefined) return again('The token is not one of this deployment, or its time is over.');
    const { secret, seconds } = await openSession(ports, claims);
    setCookie(c, COOKIE, secret, { ...cookie, maxAge: seconds });
    deleteCookie(c, START, cookie);
    return c.redirect(nextOf(form['next']), 303);
  });
  desk.page(
    '/console/sign-out',
    async ({ c, frame }) => c.redirect(frame.home, 303),
    async ({ c, session }) => {
      await closeSession(ports, session.secret);
      deleteCookie(c, COOKIE, cookie);
      return c.redirect('sign-in', 303);
    },
  );
  const health = atMostEvery(HEALTH_MS, ports.wallClock, () => readHealth(ports));
  for (const path of ['/console', '/console/'])
    desk.page(path, async ({ c, frame }) => {
      const [{ people }, read, standing] = await Promise.all([readPeople(ports), readBoard(ports), health()]);
      const known = knownNow(ports, people);
      const duties = dutiesOf(people, known.now);
      return show(c, openBoard({ frame, known, ...read, duties, health: standing, channels: channelTitles(ports) }));
    });
  desk.page(
    '/console/declare',
    async ({ c, frame }) =>
      show(c, declarePage(frame, knownNow(ports, (await readPeople(ports)).people), {}, undefined)),
    async (v) => {
      const outcome = await desk.act(v, { operation: 'declare', body: declared(v.form) });
      if (outcome.done)
        return v.c.redirect(
          `incidents/${isRecord(outcome.answer) ? String(outcome.answer['id']) : ''}?done=declare`,
          303,
        );
      return show(v.c, declarePage(v.frame, knownNow(ports, (await readPeople(ports)).people), v.form, outcome), 409);
    },
  );
  const duty = async ({ c, frame }: Visit, flash: Flash | undefined) => {
    const { people, covers } = await readPeople(ports);
    const known = knownNow(ports, people);
    return show(
      c,
      onCallPage({ frame, known, duties: dutiesOf(people, known.now), covers, take: c.req.query('take'), flash }),
      flash?.done === false ? 409 : 200,
    );
  };
  desk.page(
    '/console/on-call',
    (v) => duty(v, v.c.req.query('done') === undefined ? undefined : { done: 'cover' }),
    async (v) => {
      const outcome = await desk.act(v, { operation: 'cover', body: covering(v.form) });
      return outcome.done ? v.c.redirect('?done=cover', 303) : duty(v, outcome);
    },
  );
  desk.page('/console/playbook', async ({ c, frame }) =>
    show(c, playbookPage(frame, knownNow(ports, (await readPeople(ports)).people))),
  );
  addIncidentPages(desk);
  addLists(desk);
  app.all('/console/*', (c) =>
    show(
      c,
      wordsPage(ports.now(), 'There is nothing here', 'The address is incomplete, or from another release.', {
        href: waysFrom(c.req.path).home,
        words: 'To the board',
      }),
      404,
    ),
  );
  app.onError((error, c) => {
    const tooLong = error instanceof TooLong;
    if (!tooLong) ports.log.error('the board failed', { error: `${error.name}: ${error.message}` });
    const { home } = waysFrom(c.req.path);
    const [title, words] = tooLong
      ? ['This is too long', 'Nothing was done. Go back and shorten it.']
      : [
          'The board has failed',
          'Go back and try again: what you typed is still there. Pages to people do not depend on this board, and the link in a page works without it.',
        ];
    return show(c, wordsPage(ports.now(), title, words, { href: home, words: 'To the board' }), tooLong ? 413 : 500);
  });
  return app;
}

/** Back to where somebody was going: a page of the board, and no other site. */
const nextOf = (next = ''): string => (/^[a-z-]+(?:\/[A-Za-z0-9_-]+)?$/.test(next) ? next : '../console');

const toSignIn = (c: Context): Response => {
  const { root } = waysFrom(c.req.path);
  const next = c.req.path.replace(/^\/console\/?/, '');
  return c.redirect(`${root}sign-in${next === '' ? '' : `?next=${encodeURIComponent(next)}`}`, 303);
};

function visitOf(ports: BoardPorts, c: Context, session: Session, form: Record<string, string>): Visit {
  const { playbook } = ports.deployed.pack;
  const { caller, csrf } = session;
  return {
    c,
    session,
    form,
    frame: {
      ...waysFrom(c.req.path),
      now: ports.now(),
      zone: playbook.zone,
      team: playbook.title,
      who: {
        person: caller.name,
        name: own(ports.deployed.people.people, caller.name)?.name ?? caller.name,
        role: caller.role ?? 'no role',
        mayRespond: isAtLeast(caller.role, 'responder'),
        mayCommand: isAtLeast(caller.role, 'commander'),
      },
      csrf,
      once: ports.newId,
    },
  };
}
