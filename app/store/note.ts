import type { Ports, Row, Write } from '#app/ports';
import { Refused } from '#core/errors';
import type { Note } from '#core/incident/notes';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import { writtenEntry } from '#core/message/known-entries';
import { keys } from './keys.ts';

type Unstamped<N> = N extends Note ? Omit<N, 'at'> : never;

/** Writes a line of the timeline that changes nothing which a decision reads; `name` makes it once. */
export const noteOf = (
  { now }: Pick<Ports, 'now'>,
  incidentId: string,
  name: string,
  note: Unstamped<Note>,
): { put: Row } => ({
  put: { ...keys.note(incidentId, name), event: writtenEntry(asJson({ ...note, at: iso(now()) })) },
});

/** A line that never takes the place of one that stands. */
export const lineOf = (...given: Parameters<typeof noteOf>): Write => ({
  ...noteOf(...given),
  when: { pk: { absent: true } },
});

/** Makes one write; false where its condition does not hold. */
export async function once({ table }: Pick<Ports, 'table'>, write: Write): Promise<boolean> {
  try {
    await table.write([write]);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.reasons[0] === 'condition') return false;
    throw error;
  }
}
