import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { byProvider } from '#app/board/by-provider';
import { registry } from '#app/operations/registry';
import { keys } from '#app/store/keys';
import { api } from '#lambdas/api/app';
import { signIn } from '#test/board';
import { browserAt, csrfIn } from '#test/browser-without-script';
import { FakeIssuer } from '#test/fake-issuer';
import type { Story } from '#test/story';
import { wokenAt } from '#test/woken';

const PUBLIC = 'https://tocsin.test';
const callback = `${PUBLIC}/console/sign-in/callback`;
const issuer = new FakeIssuer();
beforeAll(() => issuer.listen());
afterAll(() => issuer.close());
beforeEach(() => {
  issuer.redirectUris = [callback];
  issuer.lifetime = 3600;
  issuer.fault = undefined;
  issuer.before = async () => {};
  issuer.asked.length = 0;
  issuer.refreshTokens.clear();
  issuer.claims = { sub: 'sub-carol', username: 'carol', 'cognito:groups': ['commander'] };
});

/** A board that asks an identity provider, and a browser in front of it. */
async function deployed() {
  const story = await wokenAt('14:03');
  const { ports, clock } = story.world;
  issuer.now = () => ports.wallClock().getTime();
  const client = { id: 'cli', scopes: ['openid'], parameters: {}, ports: [17817] };
  const settings = {
    issuer: issuer.url,
    audience: ['cli'],
    token: 'access' as const,
    roleClaim: ['cognito:groups'],
    client,
  };
  Object.assign(ports.deployed, { signIn: settings });
  const asking = { settings, redirectUri: callback, fetch, now: () => ports.wallClock() };
  const app = api(ports, registry, { board: { by: 'provider', ...byProvider(asking) } });
  const browser = browserAt(app, PUBLIC, () => clock.settle());
  return { story, browser, app, at: `/console/incidents/${story.id}`, signsIn: signsIn(browser) };
}
type Browser = ReturnType<typeof browserAt>;

/** Follows where the board leads: to the provider, back, and to a page. */
const signsIn = (browser: Browser) => async (from: string) => {
  const { ask, led } = browser;
  const toSignIn = led(from, await ask(from));
  const away = led(toSignIn, await ask(toSignIn));
  const back = (await issuer.visit(away)).href;
  const ended = await ask(back);
  return { toSignIn, away: new URL(away), back, ended, at: led(back, ended) };
};
/** The clock by which tokens and sessions end goes on; the incident's does not. */
function hoursOn({ world: { ports } }: Story, hours: number): void {
  const at = ports.wallClock().getTime() + hours * 3_600_000;
  Object.assign(ports, { wallClock: () => new Date(at) });
}

describe('the board of a deployment with an identity provider', () => {
  test('sends a browser without a session there and back to its page; the cookie is HttpOnly, and no token is in a URL', async () => {
    const { browser, at, signsIn } = await deployed();
    const { away, back, ended, at: arrived } = await signsIn(at);
    expect([away.origin, away.searchParams.get('redirect_uri')]).toEqual([issuer.url, callback]);
    expect([away.searchParams.get('code_challenge_method'), away.searchParams.get('nonce')?.length]).toEqual([
      'S256',
      43,
    ]);
    expect([ended.status, arrived]).toEqual([303, `${PUBLIC}${at}`]);
    expect(ended.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^tocsin=[A-Za-z0-9]{22}; Max-Age=\d+; Path=\/console; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect([...new URL(back).searchParams.keys()].toSorted()).toEqual(['code', 'state']);
    expect((await browser.ask(arrived)).text).toContain('Signed in as Carol Chen, commander.');
  });

  test('lets several tabs sign in at once', async () => {
    const { browser, at, signsIn } = await deployed();
    const { ask, led } = browser;
    const first = led('/console/sign-in', await ask('/console/sign-in?next=on-call'));
    const second = await signsIn(at);
    expect(second.at).toBe(`${PUBLIC}${at}`);
    const back = (await issuer.visit(first)).href;
    expect(led(back, await ask(back))).toBe(`${PUBLIC}/console/on-call`);
  });

  test('believes no answer that this browser has not asked for: a forged state, another browser’s, one without, an old one', async () => {
    const { story, browser, app, at } = await deployed();
    const { ask, led } = browser;
    const away = led('/console/sign-in', await ask('/console/sign-in'));
    const back = await issuer.visit(away);
    const forged = new URL(back);
    forged.searchParams.set('state', `${forged.searchParams.get('state')?.slice(0, -1)}A`);
    const shown = await ask(forged.href);
    expect([
      shown.status,
      shown.text.includes('does not belong to a sign-in that this browser has begun here'),
    ]).toEqual([401, true]);
    expect(shown.text).toContain(`href="${PUBLIC}/console/sign-in"`);
    const another = browserAt(app, PUBLIC);
    expect((await another.ask(back.href)).status).toBe(401);
    expect((await ask('/console/sign-in/callback?code=x')).status).toBe(401);
    expect((await ask('/console/sign-in/callback?error=access_denied&state=x')).text).not.toContain('access_denied');
    hoursOn(story, 0.6);
    const old = await ask(back.href);
    expect([old.status, old.text.includes('took longer than half an hour')]).toEqual([401, true]);
    expect(issuer.asked).toEqual([]);
    expect((await ask(at)).status).toBe(303);
  });

  test('says what the provider says, and does not lead in circles', async () => {
    const { browser } = await deployed();
    const { ask, led } = browser;
    const away = new URL(led('/console/sign-in', await ask('/console/sign-in')));
    const state = away.searchParams.get('state') ?? '';
    const denied = await ask(
      `/console/sign-in/callback?error=access_denied&error_description=Not%20today&state=${state}`,
    );
    expect([denied.status, denied.text.includes('says access_denied Not today.')]).toEqual([401, true]);
    issuer.fault = { error: 'invalid_client' };
    const back = await issuer.visit(away.href);
    const refused = await ask(back.href);
    expect([refused.status, refused.text.includes('refuses: invalid_client')]).toEqual([401, true]);
  });

  test('shows somebody without a role the claim, its content and the cure, on every page, and lets them out', async () => {
    const { browser, at, signsIn } = await deployed();
    issuer.claims = { sub: 'sub-mallory', username: 'mallory', 'cognito:groups': ['friends'] };
    await signsIn('/console');
    for (const path of ['/console', at, '/console/history']) {
      const { status, text } = await browser.ask(path);
      expect([path, status]).toEqual([path, 403]);
      expect(text).toContain(
        'The claim cognito:groups holds &quot;friends&quot;, and no role is mapped to that; put the person into a group named viewer, responder, commander or admin',
      );
      expect(text).not.toContain('High error rate');
    }
    const csrf = csrfIn((await browser.ask('/console')).text);
    expect((await browser.ask(at, { csrf, act: 'acknowledge' })).status).toBe(403);
    const out = await browser.ask('/console/sign-out', { csrf });
    expect([out.status, out.headers.get('location')]).toEqual([303, 'sign-in?out=']);
    expect(browser.cookies.has('tocsin')).toBe(false);
  });

  test('ends a session when it is signed out: the refresh token is revoked, and the page does not sign in by itself', async () => {
    const { browser, signsIn } = await deployed();
    await signsIn('/console');
    expect(issuer.refreshTokens.size).toBe(1);
    const { value } = browser.cookies.get('tocsin') ?? { value: '' };
    const out = await browser.ask('/console/sign-out', { csrf: csrfIn((await browser.ask('/console')).text) });
    const shown = await browser.ask(browser.led('/console/sign-out', out));
    expect([shown.status, shown.text.includes('You are signed out of this board.')]).toEqual([200, true]);
    expect(issuer.refreshTokens.size).toBe(0);
    browser.cookies.set('tocsin', { value, path: '/console' });
    expect((await browser.ask('/console')).status).toBe(303);
  });

  test('says who does not answer, where the provider cannot be reached', async () => {
    const { story } = await deployed();
    const { ports } = story.world;
    const settings = { ...ports.deployed.signIn, issuer: 'http://127.0.0.1:1' } as never;
    const asking = { settings, redirectUri: callback, fetch, now: () => ports.wallClock() };
    const app = api(ports, registry, { board: { by: 'provider', ...byProvider(asking) } });
    const { status, text } = await browserAt(app, PUBLIC).ask('/console/sign-in');
    expect([
      status,
      text.includes('http://127.0.0.1:1 does not answer. Tocsin pages and escalates without it'),
    ]).toEqual([503, true]);
  });
});

describe('a session', () => {
  test('is renewed before its token ends, by one of all requests; it ends after twelve hours', async () => {
    const { story, browser, signsIn } = await deployed();
    await signsIn('/console');
    hoursOn(story, 0.98);
    issuer.before = () => new Promise((done) => setTimeout(done, 50));
    const both = await Promise.all([browser.ask('/console/on-call'), browser.ask('/console/history')]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(issuer.asked).toEqual(['authorization_code', 'refresh_token']);
    for (let n = 0; n < 11; n += 1) {
      hoursOn(story, 0.98);
      expect([n, (await browser.ask('/console/on-call')).status]).toEqual([n, 200]);
    }
    hoursOn(story, 0.3);
    expect((await browser.ask('/console/on-call')).status).toBe(303);
  });

  test('waits for the request that renews it, where its token has ended already', async () => {
    const { story, browser, signsIn } = await deployed();
    await signsIn('/console');
    hoursOn(story, 1.1);
    issuer.before = () => new Promise((done) => setTimeout(done, 50));
    const both = await Promise.all([browser.ask('/console/on-call'), browser.ask('/console/history')]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(issuer.asked).toEqual(['authorization_code', 'refresh_token']);
  });

  test('has the roles of the renewed token; one that is revoked ends, and trouble at the provider ends none', async () => {
    const { story, browser, signsIn } = await deployed();
    await signsIn('/console');
    issuer.claims = { ...issuer.claims, 'cognito:groups': ['viewer'] };
    hoursOn(story, 0.98);
    expect((await browser.ask('/console/on-call')).text).toContain('Signed in as Carol Chen, viewer.');
    issuer.fault = { error: 'temporarily_unavailable' };
    hoursOn(story, 0.98);
    expect((await browser.ask('/console/on-call')).status).toBe(200);
    issuer.fault = undefined;
    issuer.refreshTokens.clear();
    hoursOn(story, 0.01);
    expect((await browser.ask('/console/on-call')).status).toBe(303);
  });

  test('is in the table by its hash, and what renews it only for the keeper of the cookie', async () => {
    const { story, browser, signsIn } = await deployed();
    await signsIn('/console');
    const secret = browser.cookies.get('tocsin')?.value ?? '';
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update(secret).digest('base64url');
    const row = JSON.stringify(await story.world.ports.table.get(keys.session(hash)));
    expect(row).toContain('sub-carol');
    expect([row.includes(secret), row.includes([...issuer.refreshTokens][0] ?? 'none')]).toEqual([false, false]);
  });
});

describe('a form whose session has ended', () => {
  test('does nothing, and stands on its page again after the sign-in', async () => {
    const { story, browser, at, signsIn } = await deployed();
    await signsIn(at);
    const csrf = csrfIn((await browser.ask(at)).text);
    hoursOn(story, 12.5);
    const note = { csrf, once: 'one', act: 'note', text: 'the pods of <analysis>\nrestart' };
    const ended = await browser.ask(at, note);
    expect([ended.status, ended.text.includes('what you typed then stands in its form')]).toEqual([401, true]);
    const toSignIn = new URL(/href="([^"]*sign-in[^"]*)"/.exec(ended.text)?.[1] ?? '', `${PUBLIC}${at}`).href;
    const away = browser.led(toSignIn, await browser.ask(toSignIn));
    const back = (await issuer.visit(away)).href;
    const arrived = browser.led(back, await browser.ask(back));
    expect(arrived).toBe(`${PUBLIC}${at}?again=`);
    const { status, text } = await browser.ask(arrived);
    expect([status, text.includes('Your session had ended.')]).toEqual([200, true]);
    expect(text).toMatch(/<details id="do-note"[^>]* open>/);
    expect(text).toContain('maxlength="5000">the pods of &lt;analysis&gt;\nrestart</textarea>');
    expect(await story.why(['note'])).not.toContainEqual(expect.stringContaining('pods'));
    const sent = await browser.ask(at, { ...note, csrf: csrfIn(text), once: 'two' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '?done=note']);
    expect((await story.why(['note'])).filter((line) => line.includes('pods'))).toHaveLength(1);
  });

  test('goes to nobody else, and what no session of ours has sent is shown to its sender alone', async () => {
    const { story, browser, at, signsIn } = await deployed();
    await signsIn(at);
    const csrf = csrfIn((await browser.ask(at)).text);
    hoursOn(story, 12.5);
    await browser.ask(at, { csrf, act: 'note', text: 'for carol alone' });
    issuer.claims = { sub: 'sub-dana', username: 'dana', 'cognito:groups': ['commander'] };
    const { at: arrived } = await signsIn(at);
    expect(arrived).toBe(`${PUBLIC}${at}`);
    expect((await browser.ask(`${at}?again=`)).text).not.toContain('for carol alone');
    browser.cookies.clear();
    const stranger = await browser.ask(at, { csrf, act: 'note', text: 'typed <b>here</b>' });
    expect([stranger.status, stranger.text.includes('readonly>typed &lt;b&gt;here&lt;/b&gt;</textarea>')]).toEqual([
      401,
      true,
    ]);
  });
});

describe('the board of the local engine', () => {
  test('offers its four tokens as buttons, each verified as one that is pasted; a deployment has no such form', async () => {
    const story = await wokenAt('14:03');
    const ready = async () =>
      (['viewer', 'responder'] as const).map((role) => ({ role, person: 'carol', token: `${role} carol` }));
    if (signIn.by !== 'token') throw new Error('the stand-in takes tokens');
    const app = api(story.world.ports, registry, { board: { ...signIn, ready } });
    const { ask, led } = browserAt(app, PUBLIC);
    const { text } = await ask('/console/sign-in?next=on-call');
    expect([...text.matchAll(/name="role" value="(\w+)"/g)].map(([, role]) => role)).toEqual(['viewer', 'responder']);
    const form = { csrf: csrfIn(text), next: 'on-call' };
    expect((await ask('/console/sign-in', { ...form, role: 'admin' })).status).toBe(401);
    expect((await ask('/console/sign-in', { ...form, csrf: 'x', role: 'viewer' })).status).toBe(401);
    const at = led('/console/sign-in', await ask('/console/sign-in', { ...form, role: 'responder' }));
    expect(at).toBe(`${PUBLIC}/console/on-call`);
    expect((await ask(at)).text).toContain('Signed in as Carol Chen, responder.');
    const { browser } = await deployed();
    expect((await browser.ask('/console/sign-in', { csrf: 'x', role: 'admin' })).status).toBe(404);
  });
});
