import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Operation } from '#app/api/operation';
import { isAtLeast } from '#app/api/roles';
import { covering, declared } from '#app/board/asked';
import { carryOut } from '#app/board/carry-out';
import { atMostEvery, readHealth } from '#app/board/health';
import { dutiesOf, readBoard, readNewest, readPeople } from '#app/board/read';
import { COOKIE, isOf, keepDraft, type Session, sessionOf } from '#app/board/session';
import type { SignIn } from '#app/board/sign-in';
import { isRecord } from '#core/json';
import { own } from '#core/own';
import { openBoard } from '#web/board/board-page';
import { type Flash, sentTooLate, statusOf } from '#web/board/flash';
import { boardHeaders } from '#web/board/frame';
import { onCallPage } from '#web/board/on-call-page';
import { declarePage, wordsPage } from '#web/board/outside';
import { playbookPage } from '#web/board/playbook/page';
import { endedPage, noRolePage } from '#web/board/sign-in-page';
import { type BoardPorts, channelTitles, type Desk, knownNow, type Visit } from './board-desk.ts';
import { addIncidentPages } from './board-incident.ts';
import { addLists } from './board-lists.ts';
import { addMaintenance } from './board-maintenance.ts';
import { signInPages, signOut } from './board-sign-in.ts';
import { formOf, TooLong } from './form.ts';

/** How Tocsin itself stands, and which incidents are the newest, is read at most so often. */
const SELDOM_MS = 10_000;

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
  const found = (c: Context) => sessionOf(ports, getCookie(c, COOKIE), signIn.by === 'provider' ? signIn : undefined);
  /** Nothing where somebody has a role; else the page that says why they have none. */
  const admitted = (c: Context, { caller, csrf }: Session): Promise<Response> | undefined => {
    if (caller.role !== undefined) return undefined;
    const { root } = waysFrom(c.req.path);
    const another = signIn.by === 'provider' ? `${root}sign-in?as=another` : undefined;
    const { login, noRole: why = 'no claim of it' } = caller;
    return show(c, noRolePage({ at: ports.now(), login, why, csrf, signOut: `${root}sign-out`, another }), 403);
  };
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
        const session = await found(c);
        if (session === undefined) return toSignIn(c);
        const draft =
          c.req.query('again') !== undefined && session.draft?.path === c.req.path ? session.draft : undefined;
        return (
          admitted(c, session) ?? get({ ...visitOf(ports, c, session, draft?.form ?? {}), again: draft !== undefined })
        );
      });
      if (post === undefined) return;
      app.post(path, async (c) => {
        const session = await found(c);
        const { home, root } = waysFrom(c.req.path);
        const form = await formOf(c.req.raw);
        if (session === undefined) {
          const kept = await keepDraft(ports, getCookie(c, COOKIE), { path: c.req.path, form });
          const signIn = `${root}sign-in?next=${encodeURIComponent(placeOf(c.req.path))}`;
          return show(c, endedPage({ at: ports.now(), kept, typed: typedIn(form), signIn }), 401);
        }
        if (!isOf(session.secret, form['csrf']))
          return show(
            c,
            wordsPage(
              ports.now(),
              'Nothing was done',
              'This form is not one of your session: it came from another site, or from before you signed in. Open the page anew, and send it from there.',
              { href: home, words: 'To the board' },
            ),
            403,
          );
        const mayLeave = path === '/console/sign-out';
        return (mayLeave ? undefined : admitted(c, session)) ?? post(visitOf(ports, c, session, form));
      });
    },
  };
  app.route('/', signInPages({ ports, signIn, show, cookie }));
  desk.page(
    '/console/sign-out',
    async ({ c, frame }) => c.redirect(frame.home, 303),
    ({ c, session }) => signOut({ ports, signIn, cookie }, c, session),
  );
  const health = atMostEvery(SELDOM_MS, ports.wallClock, () => readHealth(ports));
  const newest = atMostEvery(SELDOM_MS, ports.wallClock, () => readNewest(ports));
  for (const path of ['/console', '/console/'])
    desk.page(path, async ({ c, frame }) => {
      const [{ people }, read, standing] = await Promise.all([readPeople(ports), readBoard(ports, newest), health()]);
      const known = knownNow(ports, people);
      const duties = dutiesOf(people, known.now);
      return show(c, openBoard({ frame, known, ...read, duties, health: standing, channels: channelTitles(ports) }));
    });
  desk.page(
    '/console/declare',
    async ({ c, frame, form, again }) => {
      const { people } = await readPeople(ports);
      return show(c, declarePage(frame, knownNow(ports, people), form, again === true ? sentTooLate : undefined));
    },
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
      statusOf(flash),
    );
  };
  desk.page(
    '/console/on-call',
    (v) =>
      duty(v, v.again === true ? sentTooLate : v.c.req.query('done') === undefined ? undefined : { done: 'cover' }),
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
  addMaintenance(desk);
  app.all('/console/*', (c) =>
    show(
      c,
      wordsPage(
        ports.now(),
        'There is nothing here',
        'The address is incomplete, or from another release of Tocsin. All pages are one click from the board.',
        {
          href: waysFrom(c.req.path).home,
          words: 'To the board',
        },
      ),
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
          'Go back and try again: what you typed is still there. If it fails again, the log of the API says why. People are paged without this board, and the link in a page works without it.',
        ];
    return show(c, wordsPage(ports.now(), title, words, { href: home, words: 'To the board' }), tooLong ? 413 : 500);
  });
  return app;
}

/** A page of the board, as `next` names it. */
const placeOf = (path: string): string => path.replace(/^\/console\/?/, '');

const toSignIn = (c: Context): Response => {
  const { root } = waysFrom(c.req.path);
  const next = `${placeOf(c.req.path)}${placeOf(c.req.path) === '' ? '' : new URL(c.req.url).search}`;
  return c.redirect(`${root}sign-in${next === '' ? '' : `?next=${encodeURIComponent(next)}`}`, 303);
};

/** What somebody has typed into a form, without what the page itself had put there. */
const typedIn = (form: Record<string, string>): string[] =>
  Object.entries(form).flatMap(([name, value]) =>
    (['text', 'reason', 'title'].includes(name) || name.startsWith('field.')) && value.trim() !== '' ? [value] : [],
  );

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
