import * as z from 'zod';
import type { Row, Table } from '#app/ports';
import { keys } from '#app/store/keys';
import { iso } from '#core/incident/time';
import type { OnCallPeople } from '#core/on-call';
import type { People } from '#core/playbook/people';

/** So many covers may stand at one time, so that a decision reads few rows. */
export const MOST_COVERS = 100;

/** Somebody who was asked to take a rotation's duty for a while, without a deployment. */
export const Cover = z.object({
  id: z.string(),
  rotation: z.string(),
  person: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string().optional(),
  by: z.string().meta({ description: 'Who asked for it' }),
  at: z.string().meta({ description: 'When it was asked for' }),
  takenBack: z.object({ by: z.string(), at: z.string() }).optional().meta({ description: 'Who took it back' }),
});
export type Cover = z.infer<typeof Cover>;

/** The cover that a row holds. */
export const coverOf = (row: Row): Cover => Cover.parse(row['cover']);

/** The covers that are not over yet and were not taken back, in the order in which they were asked for. */
export async function coversAt(table: Pick<Table, 'query'>, now: Date): Promise<Cover[]> {
  // the sort key begins with the end; twice the bound, for those that were taken back
  const rows = await table.query(keys.cover('').pk, { after: iso(now), limit: 2 * MOST_COVERS });
  return rows
    .map(coverOf)
    .filter(({ takenBack }) => takenBack === undefined)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Today's people with whoever covers for them; covers stand behind the overrides of people.yaml, so of two alike the cover counts. */
export async function peopleWithCovers(table: Pick<Table, 'query'>, people: People, now: Date): Promise<OnCallPeople> {
  if (Object.keys(people.rotations).length === 0) return people;
  const covers = await coversAt(table, now);
  return covers.length === 0 ? people : { ...people, overrides: [...people.overrides, ...covers] };
}
