import * as z from 'zod';
import { askedOf, wordsOf } from '#app/board/asked';
import { readIncident, readPeople } from '#app/board/read';
import { load, packOf } from '#app/store/incidents';
import type { Stored } from '#app/store/stored';
import { cadenceOf } from '#core/incident/deadlines/updates';
import { replayed, type Told } from '#core/incident/replay';
import { IncidentId } from '#core/incident/state';
import { after, iso } from '#core/incident/time';
import { viewOf } from '#core/message/incident-view';
import { render } from '#core/message/render';
import { inOrder } from '#core/message/timeline';
import { own } from '#core/own';
import { list } from '#core/rules/expand';
import { type Flash, sentTooLate, statusOf } from '#web/board/flash';
import { incidentPage } from '#web/board/incident/page';
import { fieldsFor } from '#web/board/incident/update';
import { wordsPage } from '#web/board/outside';
import { previewPage } from '#web/board/preview-page';
import { nameOf, secondText } from '#web/board/talk';
import { channelTitles, type Desk, knownNow, type Visit } from './board-desk.ts';

/** The page of one incident, now or as it was, and what people do there. */
export function addIncidentPages(desk: Desk): void {
  const { ports, show } = desk;
  const find = async ({ c }: Visit): Promise<Stored | undefined> => {
    const { success, data } = IncidentId.safeParse(c.req.param('id'));
    return success ? load(ports, data) : undefined;
  };
  const unknown = ({ c, frame }: Visit) =>
    show(
      c,
      wordsPage(
        ports.now(),
        'No such incident',
        'The id in the address is incomplete, or belongs to another deployment. Look for the incident in History.',
        { href: `${frame.root}history`, words: 'History' },
        { href: frame.home, words: 'To the board' },
      ),
      404,
    );
  desk.page(
    '/console/incidents/:id',
    async (v) => {
      const stored = await find(v);
      const done = v.c.req.query('done');
      return stored === undefined
        ? unknown(v)
        : page(desk, v, stored, v.again === true ? sentTooLate : done === undefined ? undefined : { done });
    },
    async (v) => {
      const stored = await find(v);
      if (stored === undefined) return unknown(v);
      const { form, c } = v;
      const { acknowledged } = stored.incident;
      const asked = askedOf(form);
      const refused = (title: string, detail: string): Flash => ({ done: false, title, detail, errors: [] });
      if (asked === undefined)
        return page(desk, v, stored, refused('Unknown form', 'The form is not one of this release'));
      if (asked.length === 0)
        return page(
          desk,
          v,
          stored,
          refused('Nothing sent', form['act'] === 'facts' ? 'Nothing was filled in' : 'Nothing was ticked'),
        );
      if (form['act'] === 'update' && form['preview'] === 'yes') return preview(desk, v, stored);
      // an acknowledgement is another person's work: that they were faster is said, and nothing is taken from them
      if (form['act'] === 'acknowledge' && acknowledged !== undefined && acknowledged.by !== v.session.caller.name)
        return page(
          desk,
          v,
          stored,
          refused(
            'Too late',
            `${nameOf({ people: ports.deployed.people }, acknowledged.by)} acknowledged it at ${secondText({ now: ports.now() }, acknowledged.at)}`,
          ),
        );
      for (const [n, one] of asked.entries()) {
        const outcome = await desk.act(v, { ...one, id: stored.incident.id }, n);
        if (!outcome.done) return page(desk, v, (await load(ports, stored.incident.id)) ?? stored, outcome);
      }
      return c.redirect(`?done=${form['act'] ?? ''}`, 303);
    },
  );
}

async function page(
  { ports, show }: Desk,
  v: Visit,
  { incident }: Stored,
  flash: Flash | undefined,
): Promise<Response> {
  const { c, frame, form } = v;
  const [{ people }, { pack, stored, executions }] = await Promise.all([
    readPeople(ports),
    readIncident(ports, incident),
  ]);
  const now = ports.now();
  const asked = Date.parse(c.req.query('at') ?? '');
  const opened = Date.parse(incident.openedAt);
  const at = Number.isNaN(asked)
    ? undefined
    : new Date(
        Math.min(now.getTime(), Math.max(Math.ceil(opened / 1000) * 1000, asked)) + 999 - (Math.max(asked, 0) % 1000),
      );
  const until = at ?? now;
  const told = inOrder(stored);
  const events = told.flatMap(({ entry }): Told[] => ('type' in entry && 'seq' in entry ? [entry] : []));
  const then = at === undefined ? incident : replayed(incident, events, at, pack);
  if (then === undefined)
    return show(
      c,
      wordsPage(now, 'Before its opening', 'At that time the incident was not open yet.', {
        href: '?',
        words: 'As it is now',
      }),
      404,
    );
  const query = c.req.query();
  const body = incidentPage({
    frame,
    known: { ...knownNow(ports, people), pack, now: until },
    incident: then,
    told: told.filter((e) => e.at <= until.getTime()),
    events: events.filter((e) => Date.parse(e.at) <= until.getTime()),
    channels: channelTitles(ports),
    executions,
    past: at === undefined ? undefined : { at: `${iso(at).slice(0, 19)}Z`, last: iso(now) },
    last: iso(now),
    show: query['show'] ?? 'all',
    from: Math.max(0, Math.trunc(Number(query['from'] ?? 0)) || 0),
    flash,
    typed: flash?.done === false ? form : {},
  });
  return show(c, body, statusOf(flash));
}

const What = z.enum(['update', 'final']).catch('update');

/** An update rendered by the playbook's template as its receivers will see it; nothing is sent. */
async function preview({ ports, show }: Desk, v: Visit, { incident }: Stored): Promise<Response> {
  const { c, frame, form } = v;
  const pack = await packOf(ports, incident.playbook);
  const { people } = await readPeople(ports);
  const { updates: audiences, places } = pack.playbook;
  const audience = audiences.find((a) => a.id === form['audience']);
  const what = What.parse(form['what']);
  if (audience === undefined) return c.redirect('?', 303);
  const context = { ...ports.deployed, pack, people, now: ports.now() };
  const cadence = what === 'update' ? cadenceOf(audience, incident.severity, incident.status) : undefined;
  const next = cadence === undefined ? {} : { next: after(iso(context.now), cadence, incident.speed) };
  const rendered = render(
    pack,
    (what === 'update' ? undefined : audience.final?.template) ?? audience.template,
    viewOf({ state: incident, context }, 'update-due', {
      update: { ...wordsOf(form), by: v.session.caller.name, what, ...next },
    }),
  );
  return show(
    c,
    previewPage(frame, {
      audience: audience.id,
      title: audience.title,
      what,
      fields: fieldsFor(audience, what),
      typed: form,
      places: list(audience.to).map((place) => {
        const tool = own(places, place)?.tool ?? '';
        return { place: `${place} (${own(channelTitles(ports), tool) ?? tool})`, ...rendered };
      }),
    }),
  );
}
