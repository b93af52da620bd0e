import * as z from 'zod';
import { stampIn } from '#core/calendar';
import { Action } from './action.ts';

/** An action that holds its target, as others hear of it. */
export const Holder = Action.pick({ key: true, attempt: true, startedAt: true, state: true }).extend({
  incident: z.string(),
  /** Title of the option that was chosen. */
  title: z.string(),
});
export type Holder = z.infer<typeof Holder>;

/** `Roll back (attempt 1, since 14:18:00)`, with its incident where that is another one. */
const inWords = ({ title, attempt, startedAt, incident }: Holder, zone: string, here: string): string =>
  `${title} (attempt ${attempt}, since ${stampIn(zone, new Date(startedAt))}${incident === here ? '' : ` of ${incident}`})`;

/** ` Still running on the same target: …`; nothing where nothing runs. */
export function holdersInWords(holders: readonly Holder[], zone: string, here: string, where = ''): string {
  const list = (some: readonly Holder[]): string => some.map((h) => inWords(h, zone, here)).join(', ');
  const unclear = holders.filter((h) => h.state === 'unknown');
  const running = holders.filter((h) => h.state !== 'unknown');
  return [
    running.length === 0 ? '' : ` Still running${where}: ${list(running)}.`,
    unclear.length === 0 ? '' : ` May still be running${where}: ${list(unclear)}.`,
  ].join('');
}
