import type { TableCall } from '#adapters/memory/table';
import type { Row, Write } from '#app/ports';
import { silencedBy } from '#core/delivery/due';
import { PageOrder } from '#core/incident/outbox';
import { isRecord, textOf } from '#core/json';

/** What must never be: which invariant, and what was seen (design and reliability plan, I1 to I16). */
export class Violation extends Error {
  override readonly name = 'Violation';
}
export const broken = (invariant: string, what: string): never => {
  throw new Violation(`${invariant}: ${what}`);
};

/** Which life may follow which. */
const follows: Record<string, readonly string[]> = {
  open: ['open', 'resolved', 'closed', 'ended'],
  resolved: ['resolved', 'closed', 'open', 'reviewed'],
  closed: ['closed', 'reviewed', 'open'],
  reviewed: ['reviewed', 'open'],
  ended: ['ended', 'open'],
};

interface Known {
  version: number;
  life: string;
  cycle: number;
  seq: number;
  acked: boolean;
  over: boolean;
  lastDone: string;
}

/** Looks at every write that the table has taken, in its order. */
export class Watcher {
  readonly #incidents = new Map<string, Known>();
  readonly #orders = new Map<string, PageOrder>();
  /** Bytes of the largest row so far. */
  largest = 0;
  /** What was found wrong in a call that could not be stopped by throwing. */
  violation: Violation | undefined;

  /** To be given each call of the table. */
  seen({ call, moment, writes }: TableCall): void {
    if (call !== 'write' || moment !== 'after') return;
    try {
      for (const write of writes) this.#taken(write, writes);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.violation ??= error;
    }
  }

  #taken(write: Write, all: readonly Write[]): void {
    if ('put' in write) {
      const { put } = write;
      this.#size(put);
      if (put.sk === 'STATE' && isRecord(put['incident']) && 'life' in put['incident']) this.#turned(put);
      // a test page belongs to no incident, and nothing silences it
      if (put.sk.startsWith('O#page#') && put['test'] === undefined) {
        const id = `${put.pk} ${put.sk}`;
        if (this.#orders.has(id)) broken('I3', `the page ${id} is ordered twice`);
        this.#orders.set(id, PageOrder.parse(put['page']));
      }
    }
    const isClaim = 'update' in write && write.update.sk.startsWith('O#page#') && write.set?.['claims'] !== undefined;
    if (isClaim && !write.update.pk.startsWith('TEST#'))
      this.#claimed(`${write.update.pk} ${write.update.sk}`, write.update.pk, all);
  }

  #size(row: Row): void {
    this.largest = Math.max(this.largest, Buffer.byteLength(JSON.stringify(row)));
    if (this.largest > 100_000) broken('bounds', `${row.pk} ${row.sk} has ${this.largest} bytes`);
  }

  /** I5: one version after the other, along the graph of lives; numbers of events only grow. */
  #turned(row: Row): void {
    const incident = row['incident'] as Record<string, unknown>;
    const before = this.#incidents.get(row.pk);
    const next: Known = {
      version: Number(row['version']),
      life: String(incident['life']),
      cycle: Number(incident['cycle']),
      seq: Number(incident['seq']),
      acked: row['acked'] === true,
      over: row['over'] === true,
      lastDone: textOf(row['lastDone']),
    };
    this.#clocked(row, next, before);
    if (next.version !== (before?.version ?? 0) + 1)
      broken('I5', `${row.pk} goes from version ${before?.version ?? 0} to ${next.version}`);
    if (before !== undefined && !(follows[before.life] ?? []).includes(next.life))
      broken('I5', `${row.pk} goes from ${before.life} to ${next.life}`);
    if (before !== undefined && (next.seq < before.seq || next.cycle < before.cycle))
      broken(
        'I5',
        `${row.pk} goes back from event ${before.seq} of cycle ${before.cycle} to ${next.seq} of ${next.cycle}`,
      );
    this.#incidents.set(row.pk, next);
  }

  /** I5: what is due next comes after the last second that was done, so that no clock has the name of another. */
  #clocked({ pk, nextDue }: Row, { lastDone }: Known, before: Known | undefined): void {
    if (before !== undefined && lastDone < before.lastDone)
      broken('I5', `${pk} goes back from ${before.lastDone}, which was done, to ${lastDone}`);
    if (nextDue !== undefined && lastDone !== '' && Date.parse(textOf(nextDue)) <= Date.parse(lastDone))
      broken('I5', `${pk} is due at ${textOf(nextDue)}, and ${lastDone} was done`);
  }

  /** I4: no page is claimed that the acknowledgement, or the end, has silenced before. */
  #claimed(id: string, incident: string, all: readonly Write[]): void {
    const order = this.#orders.get(id);
    const state = this.#incidents.get(incident);
    if (order === undefined) return broken('I4', `a claim of ${id}, which nobody has ordered`);
    const by = silencedBy(order);
    if (by === 'never') return;
    if (state === undefined) return broken('I4', `a claim of ${id}, whose incident nobody has seen`);
    if (!all.some((write) => 'check' in write && write.check.sk === 'STATE'))
      broken('I4', `${id} is claimed without a look at its incident`);
    if (order.cycle !== state.cycle) broken('I4', `${id} of cycle ${order.cycle} is claimed in cycle ${state.cycle}`);
    if (state.over) broken('I4', `${id} is claimed after the end`);
    if (by === 'acknowledged' && state.acked) broken('I4', `${id} is claimed after the acknowledgement`);
  }
}

/** I3: whatever is sent again under its key says that it may be a repeat. */
export function checkSendings(
  sent: readonly { channel: string; message: { key: string; kind: string; mayBeRepeat: boolean } }[],
): void {
  const first = new Set<string>();
  for (const { channel, message } of sent) {
    if (message.kind === 'alert') continue;
    // a test page goes out on every channel at once
    const once = message.key.startsWith('TEST-') ? ` ${channel}` : '';
    const id = `${message.kind} ${message.key}${once}`;
    if (first.has(id) && !message.mayBeRepeat) broken('I3', `${id} is sent again by ${channel}, and does not say so`);
    first.add(id);
  }
}
