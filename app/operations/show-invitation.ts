import * as z from 'zod';
import { invitationOf } from '#app/invitation';
import { packOf } from '#app/store/incidents';
import { NotFound } from '#core/errors';
import { incidentOf } from '../api/incident-of.ts';
import { operation } from '../api/operation.ts';

/** The review meeting of an incident for people's calendars. */
export const showInvitation = operation({
  name: 'showInvitation',
  method: 'get',
  path: '/v1/incidents/{id}/report.ics',
  role: 'viewer',
  summary: 'Get the review meeting of an incident as a calendar entry',
  answers: { status: 200, description: 'The calendar entry', other: { 'text/calendar': z.string() } },
  async run(ports, call) {
    const { incident: i } = await incidentOf(ports, call);
    const text = invitationOf(i, await packOf(ports, i.playbook), ports.now());
    if (text === undefined) throw new NotFound(`${i.id} has no review meeting yet`);
    const name = `attachment; filename="${i.id}.ics"`;
    return new Response(text, {
      headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': name },
    });
  },
  cli: { verb: 'invitation', arguments: [{ name: 'id', sets: 'path.id', help: 'the incident' }] },
});
