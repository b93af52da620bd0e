import { mustLoad } from '#app/store/incidents';
import type { Stored } from '#app/store/stored';
import { NotFound } from '#core/errors';
import { IncidentId } from '#core/incident/state';
import type { ApiPorts } from './operation.ts';

/** The incident of a path; what can be no id is looked up nowhere. */
export async function incidentOf(ports: ApiPorts, { id }: { id: string }): Promise<Stored> {
  if (!IncidentId.safeParse(id).success) throw new NotFound(`no incident ${id.slice(0, 40)}`);
  return mustLoad(ports, id);
}
