import { createHash } from 'node:crypto';
import type { Row } from '#app/ports';
import type { OutboxEntry } from '#core/incident/outbox';

/** What says when a row is due: the attributes by which the index finds it, and those that its next turn goes by. */
export interface Planned {
  lastDone: string | undefined;
  nextDue: string | undefined;
  duePk: string;
  mark: number;
}

/** A row without what a turn plans anew. */
export function unplanned(row: Row | undefined): Partial<Row> {
  const { lastDone: _, nextDue: __, duePk: ___, dueAt: ____, planned: _____, ...rest }: Partial<Row> = row ?? {};
  return rest;
}

/** The attributes of a planned row. Only what has something due stands in the index. */
export const planOf = ({ lastDone, nextDue, duePk, mark }: Planned): Partial<Row> => ({
  planned: mark,
  ...(lastDone === undefined ? {} : { lastDone }),
  ...(nextDue === undefined ? {} : { nextDue, duePk, dueAt: nextDue }),
});

/** What was done last: a clock that is late must not lower it, because names of later seconds are used. */
export const laterOf = (done: string | undefined, before: string | undefined): string | undefined =>
  done !== undefined && Date.parse(done) > Date.parse(before ?? '1970-01-01T00:00:00Z') ? done : before;

/**
 * The order to arm a clock for what is due next; nothing where the one that is armed will do. A clock that rang is used up, whatever it found.
 */
export function armOf(
  owner: { kind: string; id: string; version: number },
  nextDue: string | undefined,
  { before, rang }: { before: string | undefined; rang: boolean },
): OutboxEntry[] {
  if (nextDue === undefined || (nextDue === before && !rang)) return [];
  const { kind, id, version } = owner;
  const effect = { do: 'arm' as const, due: nextDue };
  return [
    {
      queue: 'effects',
      key: `${id}.arm.${Date.parse(nextDue) / 1000}.${version}`,
      // an incident's order says whose clock it is by its partition alone, as the release before wrote it
      effect: kind === 'incident' ? effect : { ...effect, kind, id },
    },
  ];
}

/** Characters that the name of a schedule may have besides the time. */
const MOST_NAME = 40;

/** The name of a clock's schedule and of its execution: the same for the same thing and second. */
export function clockName(kind: string, id: string, due: string): string {
  const second = Date.parse(due) / 1000;
  if (kind === 'incident') return `${id}.${second}`;
  const plain = /^[\w.-]+$/.test(id) && id.length <= MOST_NAME;
  const name = plain ? id : createHash('sha256').update(id).digest('hex').slice(0, MOST_NAME);
  return `${kind}.${name}.${second}`;
}
