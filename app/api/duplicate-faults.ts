import type { Ports } from '#app/ports';
import { load } from '#app/store/incidents';
import { IncidentId } from '#core/incident/state';
import type { Fault } from './wrong-fields.ts';

/** A duplicate names another incident that exists. */
export async function duplicateFaults(
  ports: Pick<Ports, 'table'>,
  id: string,
  { of }: Record<string, unknown>,
): Promise<Fault[]> {
  if (typeof of !== 'string') return [];
  if (of === id) return [{ path: 'of', message: 'an incident cannot be a duplicate of itself' }];
  const exists = IncidentId.safeParse(of).success && (await load(ports, of)) !== undefined;
  return exists ? [] : [{ path: 'of', message: `there is no incident ${of.slice(0, 40)}` }];
}
