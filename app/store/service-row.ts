import type { Condition, Key, Row, Write } from '#app/ports';
import { isOver } from '#core/incident/state';
import { load } from './incidents.ts';
import { keys } from './keys.ts';
import type { StorePorts } from './stored.ts';

/** That the row of a service still names the same open incident, or none. */
export const isStill = (row: Row): Condition => ({
  incident: row['incident'] === undefined ? { absent: true } : { eq: row['incident'] },
});

/** The write that puts an incident in its service's place, where alarms join it; none where that is taken or nothing joins. */
export async function freePlace(
  ports: StorePorts,
  service: string | undefined,
  id: string,
): Promise<{ update: Key; set: { incident: string }; when: Condition }[]> {
  if (service === undefined || ports.deployed.pack.playbook.detection.group !== 'service') return [];
  const row = await ports.table.get(keys.service(service));
  const holder = typeof row?.['incident'] === 'string' ? await load(ports, row['incident']) : undefined;
  if (holder !== undefined && !isOver(holder.incident)) return [];
  return [
    {
      update: keys.service(service),
      set: { incident: id },
      when: row === undefined ? { pk: { absent: true } } : isStill(row),
    },
  ];
}

/** Begins the attributes of a service's row that name planned work on it, each with its end. */
const PLANNED = 'planned-';

/** The incidents of planned work on a service whose end is still to come, by the service's row. */
export const plannedOn = (row: Row | undefined, now: Date): string[] =>
  Object.entries(row ?? {}).flatMap(([name, until]) =>
    name.startsWith(PLANNED) && typeof until === 'string' && Date.parse(until) > now.getTime()
      ? [name.slice(PLANNED.length)]
      : [],
  );

/** What a service's row says of planned work that ends then; works that are over are forgotten. */
export function saysPlanned(
  service: string,
  incident: string,
  until: string,
  row: Row | undefined,
  now: Date,
): Extract<Write, { update: object }> {
  const own = `${PLANNED}${incident}`;
  const standing = plannedOn(row, now);
  const over = Object.keys(row ?? {}).filter(
    (name) => name.startsWith(PLANNED) && name !== own && !standing.includes(name.slice(PLANNED.length)),
  );
  return {
    update: keys.service(service),
    set: { [own]: until },
    ...(over.length === 0 ? {} : { remove: over }),
  };
}
