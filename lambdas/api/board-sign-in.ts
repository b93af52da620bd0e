import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import { LONGEST_SIGN_IN } from '#app/board/by-provider';
import { COOKIE, closeSession, csrfOf, type Draft, isOf, openSession, type Session } from '#app/board/session';
import type { Back, ByProvider, ByToken, SignedIn, SignIn } from '#app/board/sign-in';
import { SignInFailed } from '#app/sign-in/sign-in-failed';
import { oneLine } from '#core/message/plain-text';
import { own } from '#core/own';
import { signInWordsPage, tokenPage } from '#web/board/sign-in-page';
import type { BoardPorts, Desk } from './board-desk.ts';
import { formOf } from './form.ts';

/** Behind this cookie stands the sign-in that a browser has begun. */
const START = 'tocsin-start';

/** A page of the board, and no other site; it ends with what it is asked for, such as a second of the past. */
const place = /^[a-z-]+(?:\/[A-Za-z0-9_-]+)?(?:\?[A-Za-z0-9=&%:._-]*)?$/;
const nextOf = (next = ''): string => (place.test(next) ? next : '');

interface Given {
  ports: BoardPorts;
  signIn: SignIn;
  show: Desk['show'];
  cookie: CookieOptions;
}

/** Where people sign in and out of the board: by the identity provider, on the local engine by a token, or not at all. */
export function signInPages(given: Given): Hono {
  const { ports, signIn, show } = given;
  const app = new Hono();
  if (signIn.by === 'provider') addProvider(app, given, signIn);
  if (signIn.by === 'token') addTokens(app, given, signIn);
  if (signIn.by === 'nothing')
    app.get('/console/sign-in', (c) =>
      show(
        c,
        signInWordsPage({
          at: ports.now(),
          title: 'Nobody can sign in here',
          words:
            'This deployment names an issuer and no client by which a browser signs in (signIn.client). Whoever looks after the deployment can give it one; until then the command line and the API take tokens of that issuer.',
          ways: [],
        }),
      ),
    );
  return app;
}

/** Ends somebody's session here, and has the provider take back what would renew it. */
export async function signOut({ ports, signIn, cookie }: Omit<Given, 'show'>, c: Context, session: Session) {
  const refreshToken = await closeSession(ports, session.secret);
  deleteCookie(c, COOKIE, cookie);
  if (signIn.by === 'provider' && refreshToken !== undefined)
    try {
      await signIn.revoke(refreshToken);
    } catch (error) {
      // the session is over in any case, and nobody else can read the token
      if (!(error instanceof SignInFailed)) throw error;
      ports.log.warn('a refresh token was not revoked', { error: error.message });
    }
  return c.redirect('sign-in?out=', 303);
}

function addProvider(app: Hono, { ports, show, cookie }: Given, provider: ByProvider): void {
  const { issuer } = provider;
  const says = (c: Context, title: string, words: string, status: 401 | 503) =>
    show(
      c,
      signInWordsPage({
        at: ports.now(),
        title,
        words,
        // from /console/sign-in/callback and /console/sign-in alike: below the address that people open
        ways: [{ href: `${ports.deployed.publicUrl}/console/sign-in`, words: 'Sign in' }],
      }),
      status,
    );
  app.get('/console/sign-in', async (c) => {
    const { next, out, as } = c.req.query();
    if (out !== undefined)
      return show(
        c,
        signInWordsPage({
          at: ports.now(),
          title: 'You are signed out',
          words: `You are signed out of this board. Your browser may still be signed in at ${issuer}.`,
          ways: [
            { href: '?', words: 'Sign in' },
            { href: '?as=another', words: 'Sign in as somebody else' },
          ],
        }),
      );
    const secret = startOf(c) ?? ports.newToken();
    try {
      const url = await provider.begin(secret, nextOf(next), as === 'another');
      setCookie(c, START, secret, { ...cookie, maxAge: LONGEST_SIGN_IN / 1000 });
      return c.redirect(url, 303);
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      ports.log.error('the identity provider cannot be asked', { error: error.message });
      return says(
        c,
        'Nobody can sign in just now',
        `The identity provider ${issuer} does not answer. Tocsin pages and escalates without it, and whoever is signed in stays so. Try again in a minute; the link in a page needs no sign-in.`,
        503,
      );
    }
  });
  app.get('/console/sign-in/callback', async (c) => {
    const again = (words: string) => says(c, 'You are not signed in', words, 401);
    try {
      const signedIn = await provider.end(startOf(c) ?? '', backOf(c));
      if (signedIn === 'forged')
        return again(
          'This answer of the identity provider does not belong to a sign-in that this browser has begun here: the link came from elsewhere, the browser was closed in between, or it refuses cookies. Begin again here.',
        );
      if (signedIn === 'expired') return again('This sign-in took longer than half an hour. Begin again here.');
      const { draft } = await begun(ports, c, signedIn, { ...cookie, path: cookiePath(ports) });
      return c.redirect(`../${wayOn(draft, signedIn.next)}`, 303);
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      ports.log.warn('a sign-in at the board failed', { error: error.message });
      return again(`${oneLine(error.message)}.`);
    }
  });
}

function addTokens(app: Hono, { ports, show, cookie }: Given, tokens: ByToken): void {
  const page = async (c: Context, secret: string, next: string, refused?: string) => {
    const { people } = ports.deployed.people;
    const offered = (await tokens.ready()).map(({ role, person }) => ({
      role,
      name: own(people, person)?.name ?? person,
    }));
    return show(
      c,
      tokenPage({ at: ports.now(), csrf: csrfOf(secret), next, ready: offered, refused }),
      refused === undefined ? 200 : 401,
    );
  };
  app.get('/console/sign-in', (c) => {
    const secret = startOf(c) ?? ports.newToken();
    setCookie(c, START, secret, { ...cookie, maxAge: LONGEST_SIGN_IN / 1000 });
    return page(c, secret, nextOf(c.req.query('next')));
  });
  app.post('/console/sign-in', async (c) => {
    const form = await formOf(c.req.raw);
    const secret = startOf(c) ?? '';
    const next = nextOf(form['next']);
    if (secret === '' || !isOf(secret, form['csrf']))
      return page(c, secret, next, 'The form was too old, or came from another site. Sign in by the form below.');
    const chosen = (await tokens.ready()).find(({ role }) => role === form['role'])?.token;
    const claims = await tokens.verify((chosen ?? form['token'] ?? '').trim());
    if (claims === undefined)
      return page(
        c,
        secret,
        next,
        'The token is not one of this deployment, or it has expired. Copy a new one, or start npm start again for new ones.',
      );
    const { draft } = await begun(ports, c, { claims }, cookie);
    return c.redirect(wayOn(draft, next), 303);
  });
}

/** Begins the session of somebody whose sign-in was verified. */
async function begun(ports: BoardPorts, c: Context, signedIn: SignedIn, cookie: CookieOptions) {
  const opened = await openSession(ports, signedIn, getCookie(c, COOKIE));
  setCookie(c, COOKIE, opened.secret, { ...cookie, maxAge: opened.seconds });
  return opened;
}

/** Where somebody was going, relative to the directory of the board; to the form that they had sent, if its session had ended. */
function wayOn(draft: Draft | undefined, next: string): string {
  const path = draft?.path.replace(/^\/console\/?/, '');
  if (path !== undefined) return path === '' ? '../console' : `${path}?again=`;
  return next === '' ? '../console' : next;
}

/** The browser comes back one directory below the board, whose pages need the cookie. */
const cookiePath = ({ deployed }: BoardPorts): string =>
  `${new URL(deployed.publicUrl).pathname.replace(/\/$/, '')}/console`;

/** What stands behind the cookie of a sign-in that was begun; the same for several tabs. */
function startOf(c: Context): string | undefined {
  const secret = getCookie(c, START) ?? '';
  return /^[A-Za-z0-9]{22}$/.test(secret) ? secret : undefined;
}

const backOf = (c: Context): Back => {
  const { state, code, error, error_description } = c.req.query();
  return {
    ...(state !== undefined && { state }),
    ...(code !== undefined && { code }),
    ...(error !== undefined && { error }),
    ...(error_description !== undefined && { error_description }),
  };
};
