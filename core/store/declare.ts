import { Refused } from '#core/errors';
import type { Answer } from '#core/incident/owed';
import { isOver } from '#core/incident/state';
import { load, type StorePorts, turn } from './incidents.ts';
import { keys } from './keys.ts';
import { newIncidentId } from './new-id.ts';
import { pin } from './signals.ts';

export interface Declaration {
  title: string;
  severity?: string | undefined;
  service?: string | undefined;
  reporter?: string | undefined;
  facts?: Record<string, string | number | boolean> | undefined;
}

/** Opens an incident that a person declares; it takes its service's place where no other incident of that service is open. */
export async function declare(ports: StorePorts, commandId: string, by: string, given: Declaration): Promise<Answer> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const known = await ports.table.get(keys.command(commandId));
    if (known !== undefined) return known['answer'] as Answer;
    const { pack, speed } = ports.deployed;
    const id = await newIncidentId(ports, pack.playbook.incidentId);
    await pin(ports);
    const service = given.service === undefined ? undefined : keys.service(given.service);
    const row = service === undefined ? undefined : await ports.table.get(service);
    const holder = typeof row?.['incident'] === 'string' ? await load(ports, row['incident']) : undefined;
    const free = service !== undefined && (holder === undefined || isOver(holder.incident));
    try {
      return await turn(
        ports,
        id,
        commandId,
        {
          do: 'open',
          id,
          by: given.reporter ?? by,
          title: given.title,
          ...(given.service === undefined ? {} : { service: given.service }),
          ...(given.severity === undefined ? {} : { severity: given.severity }),
          ...(given.facts === undefined ? {} : { facts: given.facts }),
          speed,
        },
        () =>
          free
            ? [
                {
                  put: { ...service, incident: id },
                  when: row === undefined ? { pk: { absent: true } } : { incident: { eq: row['incident'] ?? null } },
                },
              ]
            : [],
      );
    } catch (error) {
      // the id or the service was taken meanwhile, or this very declaration was carried out beside us
      if (!(error instanceof Refused)) throw error;
    }
  }
  throw new Error('the declaration is contended');
}
