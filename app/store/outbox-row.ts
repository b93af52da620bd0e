import type { Row } from '#app/ports';
import type { MessageOrder, OutboxEntry } from '#core/incident/outbox';
import { asJson, type Json } from '#core/json';
import { storedView } from '#core/message/stored-view';
import { keys } from './keys.ts';

/** A row of the outbox in the partition `pk`; the sweeper finds it in `duePk` as long as it is not settled. */
export function outboxRow(pk: string, entry: OutboxEntry, createdAt: string, duePk: string): Row {
  const { queue, key, ...body } = entry;
  return {
    ...keys.outbox(pk, queue, key),
    v: 1,
    key,
    ...(asJson('message' in body ? { message: stored(body.message) } : body) as Record<string, Json>),
    createdAt,
    duePk,
    dueAt: createdAt,
  };
}

const stored = (message: MessageOrder): object => ({ ...message, view: storedView(message.view) });
