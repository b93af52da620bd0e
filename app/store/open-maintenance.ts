import { Contended, Refused } from '#core/errors';
import { Maintenance } from '#core/maintenance/maintenance';
import { turn } from './incidents.ts';
import { keys } from './keys.ts';
import { nextIncidentId } from './new-id.ts';
import { pin } from './pin.ts';
import { freePlace, saysPlanned } from './service-row.ts';
import type { StorePorts } from './stored.ts';

const TRIES = 20;

/** Opens the incident of planned work whose start has come, once: its row names it, and the rows of its services lead their alarms to it. */
export async function openMaintenance(ports: StorePorts, id: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = await ports.table.get(keys.maintenance(id));
    if (row === undefined || row['incident'] !== undefined) return;
    const { title, services, severity, facts, from, until, lead, by, stands } = Maintenance.parse(row['maintenance']);
    if (stands !== 'begun') return;
    const { pack, speed } = ports.deployed;
    const [takeId, rows] = await Promise.all([
      nextIncidentId(ports, pack.playbook.incidentId),
      Promise.all(services.map((service) => ports.table.get(keys.service(service)))),
      pin(ports),
    ]);
    const incident = await takeId();
    const places = await Promise.all(services.map((service) => freePlace(ports, service, incident)));
    const window = { id, from, until, services, severity };
    const now = ports.now();
    try {
      await turn(
        ports,
        incident,
        `maintenance/${id}/open`,
        {
          do: 'open-maintenance',
          id: incident,
          title,
          speed,
          by,
          ...(lead === undefined ? {} : { lead }),
          facts,
          window,
        },
        () => [
          {
            update: keys.maintenance(id),
            set: { incident },
            add: { version: 1 },
            when: { version: { eq: Number(row['version']) } },
          },
          ...services.map((service, n) => {
            const says = saysPlanned(service, incident, until, rows[n], now);
            const [place] = places[n] ?? [];
            return place === undefined ? says : { ...says, set: { ...says.set, incident }, when: place.when };
          }),
        ],
      );
      return;
    } catch (error) {
      // the id was taken meanwhile, the row has moved on, or this was carried out beside us
      if (!(error instanceof Refused)) throw error;
    }
  }
  throw new Contended(`planned work ${id} is contended`);
}
