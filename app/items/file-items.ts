import * as z from 'zod';
import { begin } from '#app/aggregates/timed';
import type { StorePorts } from '#app/store/stored';
import { iso } from '#core/incident/time';
import { Item } from '#core/item/item';
import type { Json } from '#core/json';
import { timedItem } from './timed-item.ts';

const Items = z.array(z.looseObject(Item.shape)).default([]);

/** Files action items, each once, so that they live on beyond the incident's machine; what is past by then is not reminded of. */
export async function fileItems(ports: StorePorts, incident: string, items: Json | undefined): Promise<void> {
  const since = iso(ports.now());
  for (const item of Items.parse(items)) await begin(ports, timedItem, item.id, { item, incident, since });
}
