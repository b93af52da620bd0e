import type { Ports, Write } from '#app/ports';
import { packOf } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { pageIsDue, silencedBy } from '#core/delivery/due';
import { NotFound } from '#core/errors';
import type { PageOrder } from '#core/incident/outbox';
import { epochOf, Incident, isOver } from '#core/incident/state';

/** What must still be true of the incident when a page is claimed; undefined where nothing silences the page. */
export function guardOf(
  id: string,
  order: PageOrder,
  epoch: { eq: number } | { absent: true },
  version?: number,
): Write | undefined {
  const asRead = version === undefined ? {} : { version: { eq: version } };
  const open = { cycle: { eq: order.cycle }, over: { eq: false }, epoch, ...asRead };
  switch (silencedBy(order)) {
    case 'never':
      return undefined;
    case 'acknowledged':
      return { check: keys.state(id), when: { ...open, acked: { eq: false } } };
    case 'resolved':
      return { check: keys.state(id), when: open };
  }
}

/** Whether a page is still to be sent as its incident stands now: what turns out after its end wakes nobody. */
export async function isDueNow(
  ports: Pick<Ports, 'table' | 'deployed'>,
  id: string,
  order: PageOrder,
): Promise<boolean> {
  const found = await dueIn(ports, id, order);
  return found !== undefined && !isOver(found.incident);
}

/** The incident and its row, where a page of it is still to be sent. */
async function dueIn(ports: Pick<Ports, 'table' | 'deployed'>, id: string, order: PageOrder) {
  const row = await ports.table.get(keys.state(id));
  if (row === undefined) throw new NotFound(`no incident ${id}`);
  const incident = Incident.parse(row['incident']);
  const { playbook } = await packOf(ports, incident.playbook);
  const severities = playbook.severities.map((severity) => severity.id);
  return pageIsDue(order, incident, severities) ? { row, incident } : undefined;
}

/** The guard of a page whose incident is not as it was when the page was ordered; undefined where the page is no longer due. */
export async function guardAsOfNow(
  ports: Pick<Ports, 'table' | 'deployed'>,
  id: string,
  order: PageOrder,
): Promise<Write | undefined> {
  const found = await dueIn(ports, id, order);
  if (found === undefined) return undefined;
  const { row, incident } = found;
  // an acknowledgement by one of a list changes nothing else that a claim could look at
  const version = order.reasons.some(({ each }) => each === true) ? Number(row['version']) : undefined;
  // a state that the release before has written says nothing of changes of severity
  return guardOf(id, order, row['epoch'] === undefined ? { absent: true } : { eq: epochOf(incident) }, version);
}
