import * as z from 'zod';
import { prefixes } from '#app/store/keys';
import { isRecord } from '#core/json';
import { Line } from '#core/message/line';
import { oneLine } from '#core/message/plain-text';
import { incidentOf } from '../api/incident-of.ts';
import { IncidentRow, incidentRow } from '../api/incident-row.ts';
import { etag, isKnown } from '../api/match.ts';
import { json, operation } from '../api/operation.ts';
import { phasesRun } from '../api/phases-run.ts';
import { placesOf } from '../api/places.ts';
import { Shown, show } from '../api/show.ts';
import { lineText } from '../api/timeline-line.ts';
import { textOf } from '../api/verb.ts';

/** What `show` tells of an incident: its row, and the question that waits for somebody. */
const Asked = IncidentRow.extend({ question: Shown.shape.question });

/** One incident as it stands. */
export const showIncident = operation({
  name: 'showIncident',
  method: 'get',
  path: '/v1/incidents/{id}',
  role: 'viewer',
  summary: 'Show an incident',
  headers: ['If-None-Match'],
  answers: { status: 200, description: 'The incident; its ETag is its version', json: Shown },
  async run(ports, call) {
    const { incident, version } = await incidentOf(ports, call);
    if (isKnown(call.request, version)) return new Response(null, { status: 304, headers: { etag: etag(version) } });
    const rows = await ports.table.query(incident.id, { prefix: prefixes.event });
    const phases = phasesRun(
      incident.id,
      rows.flatMap(({ event }) => (isRecord(event) ? [event] : [])),
    );
    return json(show(incident, version, placesOf(ports), phases), 200, { etag: etag(version) });
  },
  cli: {
    verb: 'show',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the incident' }],
    also: { key: 'timeline', path: '/v1/incidents/{id}/timeline' },
    text: textOf(Asked, (incident, timeline) => {
      const { id, question } = incident;
      const options = question?.options.map((o) => o.id).join('|');
      return [
        incidentRow(incident),
        ...(question === undefined
          ? []
          : [
              `question: ${oneLine(question.text)}  tocsin decide ${id} --question ${question.kind} --option ${options}`,
            ]),
        ...z.array(Line).catch([]).parse(timeline).map(lineText),
      ].join('\n');
    }),
  },
});
