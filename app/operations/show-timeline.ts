import * as z from 'zod';
import { timelineOf } from '#app/store/timeline';
import { Line } from '#core/message/line';
import { incidentOf } from '../api/incident-of.ts';
import { json, operation } from '../api/operation.ts';
import { listOf } from '../api/query.ts';
import { lineText } from '../api/timeline-line.ts';
import { textOf } from '../api/verb.ts';

/** What happened to an incident. */
export const showTimeline = operation({
  name: 'showTimeline',
  method: 'get',
  path: '/v1/incidents/{id}/timeline',
  role: 'viewer',
  summary: 'Show what happened to an incident, in order',
  answers: { status: 200, description: 'The whole timeline', json: listOf(Line) },
  async run(ports, call) {
    const { incident: i } = await incidentOf(ports, call);
    return json({ items: await timelineOf(ports, i.id, i.openedAt, i.speed), next: null });
  },
  cli: {
    verb: 'timeline',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the incident' }],
    text: textOf(z.object({ items: z.array(Line) }), ({ items }) => items.map(lineText).join('\n')),
  },
});
