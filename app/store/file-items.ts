import * as z from 'zod';
import type { Ports } from '#app/ports';
import { Refused } from '#core/errors';
import type { Json } from '#core/json';
import { keys, list } from './keys.ts';

const Item = z.looseObject({ id: z.string(), due: z.string() });

/** Files action items, each once, so that they live on beyond the incident's machine. */
export async function fileItems(
  { table }: Pick<Ports, 'table'>,
  incidentId: string,
  items: Json | undefined,
): Promise<void> {
  for (const item of z.array(Item).default([]).parse(items)) {
    try {
      await table.write([
        {
          put: {
            ...keys.item(item.id),
            item: item as Json,
            incident: incidentId,
            version: 1,
            listPk: list.item,
            listSk: `${item.due}#${item.id}`,
          },
          when: { pk: { absent: true } },
        },
      ]);
    } catch (error) {
      // filed before
      if (!(error instanceof Refused)) throw error;
    }
  }
}
