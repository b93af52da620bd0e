import { type Context, Hono } from 'hono';
import type { ApiPorts } from '#app/api/operation';
import { isPushed } from '#app/links/acts';
import { type Opened, openLink } from '#app/links/open';
import { pageData } from '#app/links/page-data';
import { renew } from '#app/links/renew';
import { noteLate, respond } from '#app/links/respond';
import { isSeen, noteSeen } from '#app/links/seen';
import { Contended } from '#core/errors';
import { IncidentId } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { type Markup, pageHeaders } from '#web/layout';
import { fittingPage } from '#web/response/fit';
import { askedPage, deadPage, incidentPage } from '#web/without-link';
import { formOf, TooLong } from './form.ts';

/** A link, and one that a mail program has put a slash behind. */
const linkPaths = ['/i/:token', '/i/:token/'] as const;

type Good = Extract<Opened, { is: 'good' }>;

/** The pages that a person opens by a link: no token, no cookie, no client. GET shows, POST acts. */
export function pages(ports: ApiPorts): Hono {
  const app = new Hono();
  const now = () => iso(ports.now());
  const show = async (c: Context, markup: Markup | string, status: 200 | 404 = 200) =>
    c.body(String(await markup), status, { ...pageHeaders });
  app.get('/incidents/:id', async (c) => {
    const { success, data: id } = IncidentId.safeParse(c.req.param('id'));
    return success ? show(c, incidentPage(now(), c.req.path, id)) : show(c, deadPage(now(), c.req.path), 404);
  });
  app.get('/i/renew', async (c) => show(c, deadPage(now(), c.req.path)));
  app.post('/i/renew', async (c) => {
    await renew(ports, await formOf(c.req.raw));
    return c.body(null, 303, { ...pageHeaders, location: 'asked' });
  });
  app.get('/i/asked', async (c) => show(c, askedPage(now())));
  for (const path of linkPaths) {
    app.get(path, async (c) => {
      const opened = await openLink(ports, c.req.param('token'));
      if (opened.is !== 'good') return show(c, deadPage(now(), c.req.path), 404);
      // beside what the page reads, so that it comes no later
      const seen = c.req.method === 'GET' && isSeen((name) => c.req.header(name));
      const [page] = await Promise.all([
        pageOf(ports, opened, c.req.query()),
        seen ? noteSeen(ports, opened.link) : undefined,
      ]);
      return show(c, page);
    });
    app.post(path, async (c) => {
      const form = await formOf(c.req.raw);
      const opened = await openLink(ports, c.req.param('token'));
      if (opened.is === 'unknown') return show(c, deadPage(now(), c.req.path), 404);
      const pressed = form['act'] ?? form['by'];
      const pushed = isPushed(ports.deployed.vocabulary, form);
      if (opened.is === 'stale') {
        const way = pushed ? 'push' : 'link';
        if (pressed !== undefined) await noteLate(ports, opened.link, 'press', 'the link is no longer good', way);
        return show(c, deadPage(now(), c.req.path), 404);
      }
      const answer = await respond(ports, opened.link, opened.stored, form);
      // a notification's button is sent from its channel's own page, and wants no page in return
      if (pushed) return c.body(answer.is, 200, { 'access-control-allow-origin': '*' });
      // to the same address, so that neither a reload nor the way back sends the form again
      const query = answer.is === 'nothing' ? '' : `${answer.is}=${encodeURIComponent(answer.act)}`;
      return c.body(null, 303, { ...pageHeaders, location: `?${query}` });
    });
  }
  app.all('/i/*', async (c) => show(c, deadPage(now(), c.req.path), 404));
  app.onError((error) => {
    if (error instanceof TooLong)
      return plain(413, 'This is too long, and nothing was done: go back, shorten it and press again.');
    const busy = error instanceof Contended;
    if (!busy) ports.log.error('a page failed', { error: `${error.name}: ${error.message}` });
    return busy ? plain(503, 'Too much at once: press again.') : plain(500, 'Something went wrong here: press again.');
  });
  return app;
}

const plain = (status: number, words: string): Response =>
  new Response(words, { status, headers: { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' } });

async function pageOf(ports: ApiPorts, { link, stored }: Good, query: Record<string, string>): Promise<string> {
  const data = await pageData(ports, link, stored);
  const flash =
    query['done'] !== undefined
      ? { done: true, act: query['done'] }
      : query['late'] !== undefined
        ? { done: false, act: query['late'] }
        : undefined;
  return fittingPage({
    ...data,
    incident: stored.incident,
    version: stored.version,
    person: link.person,
    catchAll: ports.deployed.catchAll,
    channels: Object.fromEntries(ports.deployed.vocabulary.channels.map(({ tool, title }) => [tool, title])),
    now: ports.now(),
    flash,
  });
}
