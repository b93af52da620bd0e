import type { Ports, Row } from '#app/ports';
import type { Note } from '#core/incident/notes';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import { keys } from './keys.ts';

type Unstamped<N> = N extends Note ? Omit<N, 'at'> : never;

/** Writes a line of the timeline that changes nothing which a decision reads; `name` makes it once. */
export const noteOf = (
  { now }: Pick<Ports, 'now'>,
  incidentId: string,
  name: string,
  note: Unstamped<Note>,
): { put: Row } => ({ put: { ...keys.note(incidentId, name), event: asJson({ ...note, at: iso(now()) }) } });
