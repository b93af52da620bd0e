import * as z from 'zod';
import { openedBetween } from '#app/store/opened-between';
import { iso } from '#core/incident/time';
import { Averages, averagesOf, averagesText } from '../api/averages.ts';
import { expositionOf, expositionType } from '../api/exposition.ts';
import { json, operation } from '../api/operation.ts';
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
    json: listOf(Averages).extend({
      from: z.string(),
      to: z.string(),
      more: z.boolean().meta({ description: 'There are more incidents than were counted' }),
    }),
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
    const { incidents, more } = await openedBetween(ports, from, to, 20_000);
    const items = averagesOf(incidents, severities);
    return json({ from: iso(from), to: iso(to), more, items, next: null }, 200, vary);
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
