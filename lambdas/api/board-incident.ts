import { askedOf } from '#app/board/asked';
import { readIncident, readPeople } from '#app/board/read';
import { load, packOf } from '#app/store/incidents';
import type { Stored } from '#app/store/stored';
import { replayed, type Told } from '#core/incident/replay';
import { IncidentId } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { viewOf } from '#core/message/incident-view';
import { render } from '#core/message/render';
import { timeline } from '#core/message/timeline';
import { own } from '#core/own';
import { type Flash, sentTooLate, statusOf } from '#web/board/flash';
import { incidentPage } from '#web/board/incident/page';
import { typedOf } from '#web/board/incident/timeline';
import { previewPage, wordsPage } from '#web/board/outside';
import { nameOf } from '#web/board/talk';
import { type Desk, knownNow, type Visit } from './board-desk.ts';

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
      wordsPage(ports.now(), 'No such incident', 'Its id is incomplete, or of another deployment.', {
        href: frame.home,
        words: 'To the board',
      }),
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
      if (form['act'] === 'update' && form['preview'] === 'yes') return preview(desk, v, stored);
      // an acknowledgement is another person's work: that they were faster is said, and nothing is taken from them
      if (form['act'] === 'acknowledge' && acknowledged !== undefined && acknowledged.by !== v.session.caller.name)
        return page(
          desk,
          v,
          stored,
          refused(
            'Too late',
            `${nameOf({ people: ports.deployed.people }, acknowledged.by)} acknowledged it at ${iso(Date.parse(acknowledged.at)).slice(11, 19)}`,
          ),
        );
      const outcome = await desk.act(v, { ...asked, id: stored.incident.id });
      if (outcome.done) return c.redirect(`?done=${form['act'] ?? ''}`, 303);
      return page(desk, v, (await load(ports, stored.incident.id)) ?? stored, outcome);
    },
  );
}

async function page(
  { ports, show }: Desk,
  v: Visit,
  { incident, version }: Stored,
  flash: Flash | undefined,
): Promise<Response> {
  const { c, frame, form } = v;
  const [{ people }, { pack, stored, executions }] = await Promise.all([
    readPeople(ports),
    readIncident(ports, { incident, version, row: { pk: '', sk: '' } }),
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
  const all = typedOf(stored);
  const events = all.flatMap((e): Told[] => ('seq' in e ? [e] : []));
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
  const past = <T extends { at: string }>(some: readonly T[]): T[] =>
    at === undefined ? [...some] : some.filter((e) => Date.parse(e.at) <= at.getTime());
  const query = c.req.query();
  const body = incidentPage({
    frame,
    known: { ...knownNow(ports, people), pack, now: until },
    incident: then,
    version,
    entries: past(all),
    events: past(events),
    lines: past(timeline(stored, incident.openedAt, incident.speed)),
    channels: Object.fromEntries(ports.deployed.vocabulary.channels.map(({ tool, title }) => [tool, title])),
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

/** An update rendered by the playbook's template as its receivers will see it; nothing is sent. */
async function preview({ ports, show }: Desk, v: Visit, { incident, version }: Stored): Promise<Response> {
  const { c, frame, form } = v;
  const pack = await packOf(ports, incident.playbook);
  const { people } = await readPeople(ports);
  const { communication } = pack.playbook;
  const audience = communication.audiences.find((a) => a.id === form['audience']) ?? communication.audiences[0];
  if (audience === undefined) return c.redirect('?', 303);
  const text = form['text'] ?? '';
  const context = { ...ports.deployed, pack, people, now: ports.now() };
  const rendered = render(
    pack,
    audience.template,
    viewOf({ state: incident, context }, 'update', { update: { text, by: v.session.caller.name, what: 'update' } }),
  );
  const places = audience.places.map((place) => ({
    place: `${place} (${own(communication.places, place)?.tool ?? '?'})`,
    ...rendered,
  }));
  return show(
    c,
    previewPage(frame, { id: incident.id, audience: audience.id, title: audience.title, places, text, version }),
  );
}
