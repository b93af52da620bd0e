import type { Write } from '#app/ports';
import { Contended, Refused } from '#core/errors';
import type { Answer } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { turn } from './incidents.ts';
import { keys } from './keys.ts';
import { nextIncidentId } from './new-id.ts';
import { pin } from './pin.ts';
import { freePlace } from './service-row.ts';
import type { StorePorts } from './stored.ts';

/** What a person says of an incident that no signal has opened. */
export interface Declaration {
  title: string;
  severity?: string | undefined;
  service?: string | undefined;
  category?: string | undefined;
  reporter?: string | undefined;
  facts?: Record<string, string | number | boolean> | undefined;
}

/**
 * Opens an incident that a person declares, always one of its own; it takes its service's place where no other incident of that service
 * is open. `more` adds writes to the same transaction.
 */
export async function declare(
  ports: StorePorts,
  commandId: string,
  by: string,
  said: Declaration,
  more: (next: Incident) => Write[] = () => [],
): Promise<Answer> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const known = await ports.table.get(keys.command(commandId));
    if (known !== undefined) return known['answer'] as Answer;
    const { pack, speed } = ports.deployed;
    const [takeId] = await Promise.all([nextIncidentId(ports, pack.playbook.incidentId), pin(ports)]);
    const id = await takeId();
    const place = await freePlace(ports, said.service, id);
    const { title, severity, service, category, reporter, facts } = said;
    try {
      return await turn(
        ports,
        id,
        commandId,
        {
          do: 'declare',
          id,
          by,
          title,
          ...(reporter === undefined ? {} : { reporter }),
          ...(service === undefined ? {} : { service }),
          ...(category === undefined ? {} : { category }),
          ...(severity === undefined ? {} : { severity }),
          ...(facts === undefined ? {} : { facts }),
          speed,
        },
        (_, next) => [...place, ...more(next)],
      );
    } catch (error) {
      // the id or the service was taken meanwhile, or this very declaration was carried out beside us
      if (!(error instanceof Refused)) throw error;
    }
  }
  throw new Contended('the declaration is contended');
}
