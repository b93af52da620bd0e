import type { Ports, Write } from '#app/ports';
import type { Kind } from '#core/incident/events';
import { iso } from '#core/incident/time';
import { keys } from './keys.ts';

/** A line of the timeline that changes nothing which a decision reads; `name` makes it once. */
export const noteOf = (
  { now }: Pick<Ports, 'now'>,
  incidentId: string,
  name: string,
  line: { kind: Kind; because: string; to?: string; channel?: string; key?: string; providerId?: string },
): Write => ({ put: { ...keys.note(incidentId, name), event: { type: 'Noted', at: iso(now()), ...line } } });
