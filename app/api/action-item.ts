import * as z from 'zod';
import type { Row } from '#app/ports';
import { Item } from '#core/item/item';
import { isRecord } from '#core/json';
import { oneLine } from '#core/message/plain-text';

/** An action item as the API shows it. */
export const ActionItem = Item.extend({ incident: z.string(), version: z.int() }).meta({ id: 'ActionItem' });
type ActionItem = z.infer<typeof ActionItem>;

/** The action item of a row; what another release has put into it is left out. */
export const shownItem = ({ item, incident, version }: Row): ActionItem =>
  ActionItem.parse({ ...(isRecord(item) ? item : {}), incident, version: Number(version ?? 1) });

/** One action item as one line of columns. */
export const actionItemRow = (i: ActionItem): string =>
  `${i.id.padEnd(24)} ${i.status.padEnd(5)} ${i.due}  ${i.priority.padEnd(8)} ${oneLine(i.owner).padEnd(20)} ${oneLine(i.title)}${i.dependsOn.length === 0 ? '' : ` (after ${i.dependsOn.join(', ')})`}`;
