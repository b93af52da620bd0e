import type { Ports } from '#app/ports';
import { keys } from '#app/store/keys';
import type { MessageOrder } from '#core/incident/outbox';
import { isRecord } from '#core/json';

/** Whether a message about an action item is still to be sent: the item is open, and due when the message says. Any other message is. */
export async function isAsked({ table }: Pick<Ports, 'table'>, { asks }: Pick<MessageOrder, 'asks'>): Promise<boolean> {
  if (asks === undefined || !('item' in asks)) return true;
  const item = (await table.get(keys.item(asks.item)))?.['item'];
  return isRecord(item) && item['status'] === 'open' && item['due'] === asks.due;
}
