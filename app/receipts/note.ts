import type { Ports, Row } from '#app/ports';
import { keys } from '#app/store/keys';
import { lineOf, once } from '#app/store/note';
import { PageOrder } from '#core/incident/outbox';
import { iso } from '#core/incident/time';
import { cut, oneLine } from '#core/message/plain-text';
import { saidOf } from '#core/message/receipt';
import type { ChannelWords } from '#core/playbook/vocabulary';
import type { ReceiptOf } from './receipt-of.ts';
import type { Told } from './told.ts';

/** The page that a receipt stands for, as it stands in the outbox. */
export const pageOf = ({ table }: Pick<Ports, 'table'>, { incident, page }: ReceiptOf): Promise<Row | undefined> =>
  table.get(keys.outbox(incident, 'page', page));

/** Writes what a provider told of a page, once for each page and state: at most five lines a page, however often it is told. */
export async function noteReceipt(
  ports: Pick<Ports, 'table' | 'now'>,
  { tool, title }: ChannelWords,
  about: ReceiptOf,
  { state, at, providerId, words }: Told,
  follows?: string,
): Promise<void> {
  const { incident, person, page, to } = about;
  const row = await pageOf(ports, about);
  if (row === undefined) return;
  const order = PageOrder.parse(row['page']);
  const said = words === undefined ? '' : ` (${cut(oneLine(words), 200)})`;
  // a provider tells of a phone that was off when it is on again
  const day = at.slice(0, 10) === iso(ports.now()).slice(0, 10) ? '' : `${at.slice(0, 10)} `;
  await once(
    ports,
    lineOf(ports, incident, `receipt-${page}-${tool}-${state}`, {
      type: 'PageReceipt',
      target: order.reasons[0].target,
      person,
      channel: tool,
      state,
      providerId,
      happenedAt: at,
      because: `${title}${to === undefined ? '' : ` to ${to}`}: ${saidOf(state)} ${day}${at.slice(11, 19)} UTC${said}${follows === undefined ? '' : `; ${follows}`}`,
      after: order.seq,
    }),
  );
}
