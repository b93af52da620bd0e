import * as z from 'zod';
import { list } from '#app/store/keys';
import { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { Averages, averagesOf, averagesText } from '../api/averages.ts';
import { type ApiPorts, json, operation } from '../api/operation.ts';
import { wholeRows } from '../api/page-of.ts';
import { Instant, listOf } from '../api/query.ts';

const days90 = 90 * 86_400_000;

import { textOf } from '../api/verb.ts';

/** Mean times by severity. */
export const showMetrics = operation({
  name: 'showMetrics',
  method: 'get',
  path: '/v1/metrics',
  role: 'viewer',
  summary: 'Show mean times in seconds by severity, of incidents opened in the last 90 days or between two instants',
  query: z.strictObject({ from: Instant.optional(), to: Instant.optional() }),
  answers: {
    status: 200,
    description: 'One item for each severity',
    json: listOf(Averages).extend({ from: z.string(), to: z.string() }),
  },
  async run(ports, { query }) {
    const to = query.to === undefined ? ports.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - days90) : new Date(query.from);
    const severities = ports.deployed.pack.playbook.severities.map((s) => s.id);
    const items = averagesOf(await openedBetween(ports, from, to), severities);
    return json({ from: iso(from), to: iso(to), items, next: null });
  },
  cli: {
    verb: 'metrics',
    options: [
      { flag: '--from <time>', sets: 'query.from', help: 'first instant; default: 90 days before the last' },
      { flag: '--to <time>', sets: 'query.to', help: 'last instant; default: now' },
    ],
    text: textOf(z.object({ items: z.array(Averages) }), ({ items }) => items.map(averagesText).join('\n')),
  },
});

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
