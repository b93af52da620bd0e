import * as z from 'zod';
import { timelineOf } from '#app/store/timeline';
import { Line } from '#core/message/line';
import { incidentOf } from '../api/incident-of.ts';
import { json, operation } from '../api/operation.ts';
import { limit, listOf } from '../api/query.ts';
import { lineText } from '../api/timeline-line.ts';
import { textOf } from '../api/verb.ts';

/** What happened to an incident. */
export const showTimeline = operation({
  name: 'showTimeline',
  method: 'get',
  path: '/v1/incidents/{id}/timeline',
  role: 'viewer',
  summary: 'Show what happened to an incident, in order',
  query: z.strictObject({
    limit: limit(1000, 1000),
    next: z
      .string()
      .regex(/^\d{1,9}$/, 'must be the `next` of the page before')
      .optional()
      .meta({ description: '`next` of the page before; a line that came late among them makes another come twice' }),
  }),
  answers: { status: 200, description: 'A page; `next` is null at the end', json: listOf(Line) },
  async run(ports, call) {
    const { incident: i } = await incidentOf(ports, call);
    const { limit: most, next = '0' } = call.query;
    const end = Number(next) + most;
    const lines = await timelineOf(ports, i.id, i.openedAt, i.speed);
    return json({ items: lines.slice(Number(next), end), next: end < lines.length ? String(end) : null });
  },
  cli: {
    verb: 'timeline',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the incident' }],
    options: [
      { flag: '--limit <n>', sets: 'query.limit', form: 'whole', help: 'at most so many lines, 1 to 1000' },
      { flag: '--next <cursor>', sets: 'query.next', help: 'the lines that follow, by `next` of the JSON output' },
    ],
    text: textOf(z.object({ items: z.array(Line), next: z.string().nullable() }), ({ items, next }) =>
      [...items.map(lineText), ...(next === null ? [] : [`There is more: --next ${next}`])].join('\n'),
    ),
  },
});
