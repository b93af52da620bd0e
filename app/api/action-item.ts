import * as z from 'zod';
import type { Row } from '#app/ports';
import type { Json } from '#core/json';
import { isRecord } from '#core/json';
import { oneLine } from '#core/message/plain-text';

/** An action item as the API shows it. */
export const ActionItem = z
  .object({
    id: z.string(),
    incident: z.string(),
    title: z.string(),
    priority: z.string(),
    owner: z.string(),
    due: z.string(),
    status: z.enum(['open', 'done']),
    category: z.string(),
    horizon: z.string(),
    version: z.int(),
  })
  .meta({ id: 'ActionItem' });
type ActionItem = z.infer<typeof ActionItem>;

/** What is stored of an action item, fields of other releases included. */
export const storedItem = ({ item }: Row): Record<string, Json> => (isRecord(item) ? item : {});

/** The action item of a row. */
export const shownItem = (row: Row): ActionItem =>
  ActionItem.parse({ ...storedItem(row), incident: row['incident'], version: Number(row['version'] ?? 1) });

/** One action item as one line of columns. */
export const actionItemRow = (i: ActionItem): string =>
  `${i.id.padEnd(24)} ${i.status.padEnd(5)} ${i.due}  ${i.priority.padEnd(8)} ${oneLine(i.owner).padEnd(20)} ${oneLine(i.title)}`;
