import * as z from 'zod';
import { turnOf } from '#app/aggregates/timed';
import { moved, timedMaintenance } from '#app/maintenance/timed-maintenance';
import type { Row } from '#app/ports';
import { turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { saysPlanned } from '#app/store/service-row';
import { Conflict } from '#core/errors';
import { wholeSecond } from '#core/incident/time';
import { asJson, textOf as words } from '#core/json';
import { Reason } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { maintenanceOf, maintenanceRow, PlannedWork, shownMaintenance, windowFaults } from '../api/maintenance.ts';
import { type ApiPorts, json, operation } from '../api/operation.ts';
import { wrong } from '../api/problem.ts';
import { textOf } from '../api/verb.ts';

const Instant = z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-03-11T14:02:00Z' });
interface Said {
  from?: string | undefined;
  until?: string | undefined;
  reason?: string | undefined;
}

/** Gives planned work another window; of work that has begun, another end. */
export const moveMaintenance = operation({
  name: 'moveMaintenance',
  method: 'post',
  path: '/v1/maintenance/{id}/move',
  role: 'commander',
  summary: 'Move planned work: its start and end, or once it has begun its end',
  body: () =>
    z
      .strictObject({ from: Instant.optional(), until: Instant.optional(), reason: Reason.optional() })
      .refine(({ from, until }) => from !== undefined || until !== undefined, 'give from or until'),
  answers: { status: 200, description: 'The planned work as this left it', json: PlannedWork },
  async run(ports, { id, caller, body }) {
    const row = await maintenanceOf(ports, id);
    const said = await body();
    const { stands } = shownMaintenance(row);
    if (stands === 'cancelled') throw new Conflict(`${id} was taken back`);
    const left = stands === 'begun' ? await prolong(ports, row, said, caller.name) : await move(ports, id, said);
    ports.log.info('planned work moved', { id, by: caller.name });
    return json(shownMaintenance(left));
  },
  cli: {
    verb: 'move-maintenance',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the planned work' }],
    options: [
      { flag: '--from <time>', sets: 'body.from', help: 'its new start' },
      { flag: '--until <time>', sets: 'body.until', help: 'its new end' },
      { flag: '--reason <text>', sets: 'body.reason', help: 'why, for the timeline of work that has begun' },
    ],
    text: textOf(PlannedWork, maintenanceRow),
  },
});

const move = (ports: ApiPorts, id: string, { from, until }: Said): Promise<Row> =>
  turnOf(ports, timedMaintenance, id, {}, (m, context) => {
    if (m.stands !== 'planned') throw new Conflict(`${id} has begun: only its end moves`);
    const window = { from: wholeSecond(from ?? m.from), until: wholeSecond(until ?? m.until) };
    const faults = windowFaults(new Date(window.from), new Date(window.until), ports.now());
    if (from !== undefined && Date.parse(window.from) < ports.now().getTime())
      faults.push({ path: 'from', message: 'must not be past' });
    if (faults.length > 0) throw wrong(faults);
    return moved(m, window, context);
  });

/** The incident has its end, and so have the rows that lead alarms to it. */
async function prolong(ports: ApiPorts, row: Row, { from, until, reason }: Said, by: string): Promise<Row> {
  const { incident, ...m } = shownMaintenance(row);
  if (from !== undefined) throw wrong([{ path: 'from', message: 'has come: only the end moves' }]);
  if (until === undefined || incident === undefined) throw new Conflict(`${m.id} is about to open its incident`);
  const end = wholeSecond(until);
  const faults = windowFaults(new Date(m.from), new Date(end), ports.now());
  if (faults.length > 0) throw wrong(faults);
  const services = await Promise.all(m.services.map((service) => ports.table.get(keys.service(service))));
  const left: Row = { ...row, maintenance: asJson({ ...m, until: end }) };
  await turn(
    ports,
    incident,
    `maintenance/${m.id}/until/${Date.parse(end)}/${words(row['version'])}/${ports.newId()}`,
    { do: 'move-window', by, until: end, ...given('reason', reason) },
    (_, next) =>
      next.maintenance?.until !== end
        ? []
        : [
            { update: keys.maintenance(m.id), set: { maintenance: asJson({ ...m, until: end }) }, add: { version: 1 } },
            ...m.services.map((service, n) => saysPlanned(service, incident, end, services[n], ports.now())),
          ],
  );
  return left;
}
