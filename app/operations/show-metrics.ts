import * as z from 'zod';
import { list } from '#app/store/keys';
import { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { Averages, averagesOf, averagesText } from '../api/averages.ts';
import { expositionOf, expositionType } from '../api/exposition.ts';
import { type ApiPorts, json, operation } from '../api/operation.ts';
import { wholeRows } from '../api/page-of.ts';
import { wrong } from '../api/problem.ts';
import { Instant, listOf } from '../api/query.ts';
import { everyIncident } from '../api/seen.ts';
import { textOf } from '../api/verb.ts';

const days90 = 90 * 86_400_000;

/** Mean times by severity; to who asks for text, such as Prometheus, the counts and times of all incidents that there have been. */
export const showMetrics = operation({
  name: 'showMetrics',
  method: 'get',
  path: '/v1/metrics',
  role: 'viewer',
  summary:
    'Show mean times in seconds by severity, of incidents opened in the last 90 days or between two instants; as text all incidents, for Prometheus',
  query: z.strictObject({ from: Instant.optional(), to: Instant.optional() }),
  answers: {
    status: 200,
    description: 'One item for each severity',
    json: listOf(Averages).extend({ from: z.string(), to: z.string() }),
    other: { 'text/plain': z.string() },
  },
  async run(ports, { query, request }) {
    const vary = { vary: 'accept' };
    const severities = ports.deployed.pack.playbook.severities.map((s) => s.id);
    if (isText(request.headers.get('accept') ?? '')) {
      const given = Object.keys(query).map((path) => ({ path, message: 'text tells of all incidents: left out' }));
      if (given.length > 0) throw wrong(given);
      const text = expositionOf(await everyIncident(ports), severities);
      return new Response(text, { headers: { 'content-type': expositionType, ...vary } });
    }
    const to = query.to === undefined ? ports.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - days90) : new Date(query.from);
    const items = averagesOf(await openedBetween(ports, from, to), severities);
    return json({ from: iso(from), to: iso(to), items, next: null }, 200, vary);
  },
  cli: {
    verb: 'metrics',
    options: [
      { flag: '--from <time>', sets: 'query.from', help: 'first instant; default: 90 days before the last' },
      { flag: '--to <time>', sets: 'query.to', help: 'last instant; default: now' },
    ],
    other: {
      flag: '--prometheus',
      type: 'text/plain',
      help: 'counts and times of all incidents in the text format of Prometheus',
    },
    text: textOf(z.object({ items: z.array(Averages) }), ({ items }) => items.map(averagesText).join('\n')),
  },
});

/** Prometheus takes text, and anything at worst; who takes JSON as well is given JSON. */
const isText = (accept: string): boolean =>
  /text\/plain|application\/openmetrics-text/.test(accept) && !accept.includes('application/json');

async function openedBetween(ports: ApiPorts, from: Date, to: Date): Promise<Incident[]> {
  const found: Incident[] = [];
  let next: string | undefined;
  do {
    const page = await ports.table.index('list', list.incident, {
      limit: 100,
      backwards: true,
      upTo: `${iso(to)}#~`,
      ...(next === undefined ? {} : { next }),
    });
    const rows = (await wholeRows(ports.table, page.rows))
      .map((row) => Incident.parse(row['incident']))
      .filter((i) => Date.parse(i.openedAt) >= from.getTime());
    found.push(...rows);
    next = rows.length < page.rows.length ? undefined : page.next;
  } while (next !== undefined);
  return found;
}
