import type { Ports } from '#app/ports';
import { ReceiptOf } from '#app/receipts/receipt-of';
import { due, keys } from '#app/store/keys';
import { once } from '#app/store/note';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import type { ChannelWords } from '#core/playbook/vocabulary';
import type { Outcome } from './hear.ts';
import type { Claim } from './heard.ts';

/** Orders that a receipt of one of our pages be read by the worker that holds the channel's credentials: the API holds none. */
export async function askAbout(
  ports: Pick<Ports, 'table' | 'wallClock'>,
  { tool }: ChannelWords,
  { receipt }: Claim,
): Promise<Outcome> {
  const row = await ports.table.get(keys.receipt(tool, receipt));
  if (row === undefined) return { done: false, because: 'not a receipt of ours' };
  const about = ReceiptOf.parse(row['about']);
  const key = `receipt.${tool}.${receipt}`;
  const at = iso(ports.wallClock());
  const ordered = await once(ports, {
    put: {
      ...keys.outbox(about.incident, 'send', key),
      v: 1,
      key,
      receipt: asJson(about),
      createdAt: at,
      duePk: due.outbox,
      dueAt: at,
    },
    when: { pk: { absent: true } },
  });
  return ordered ? { done: true } : { done: false, because: 'asked already' };
}
