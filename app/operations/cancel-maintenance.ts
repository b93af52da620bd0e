import * as z from 'zod';
import { turnOf } from '#app/aggregates/timed';
import { cancelled, timedMaintenance } from '#app/maintenance/timed-maintenance';
import { Conflict } from '#core/errors';
import { Reason } from '../api/fields.ts';
import { maintenanceOf, maintenanceRow, PlannedWork, shownMaintenance } from '../api/maintenance.ts';
import { json, operation } from '../api/operation.ts';
import { textOf } from '../api/verb.ts';

/** Takes planned work back before it begins. */
export const cancelMaintenance = operation({
  name: 'cancelMaintenance',
  method: 'post',
  path: '/v1/maintenance/{id}/cancel',
  role: 'commander',
  summary: 'Take planned work back before its start; work that has begun is resolved as its incident',
  body: () => z.strictObject({ reason: Reason.optional() }),
  answers: { status: 200, description: 'The planned work, taken back', json: PlannedWork },
  async run(ports, { id, caller, body }) {
    await maintenanceOf(ports, id);
    const { reason } = await body();
    const left = await turnOf(ports, timedMaintenance, id, {}, (m, context, row) => {
      if (m.stands === 'cancelled') return { state: m };
      const { incident } = shownMaintenance(row);
      if (m.stands === 'begun')
        throw new Conflict(`${id} has begun${incident === undefined ? '' : `: resolve ${incident} to end it`}`);
      return cancelled(m, caller.name, reason, context);
    });
    ports.log.info('planned work taken back', { id, by: caller.name });
    return json(shownMaintenance(left));
  },
  cli: {
    verb: 'cancel-maintenance',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the planned work' }],
    options: [{ flag: '--reason <text>', sets: 'body.reason', help: 'why' }],
    text: textOf(PlannedWork, maintenanceRow),
  },
});
