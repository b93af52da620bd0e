import * as z from 'zod';
import type { Timed } from '#app/aggregates/timed';
import { lineOf } from '#app/store/note';
import { wholeSecond } from '#core/incident/time';
import { asJson } from '#core/json';

/** While something is being mended nobody deploys; a person says how long, and is asked at half of the time whether it is still needed. */
const Freeze = z.object({
  incident: z.string(),
  service: z.string(),
  by: z.string(),
  from: z.string(),
  until: z.string(),
  asked: z.boolean().default(false),
  over: z.boolean().default(false),
});
export type Freeze = z.infer<typeof Freeze>;

const halfOf = ({ from, until }: Freeze): number => (Date.parse(from) + Date.parse(until)) / 2;

export const timedFreeze: Timed<Freeze> = {
  kind: 'freeze',
  partition: 'FREEZE',
  limits: { aSweep: 100, atOnce: 5 },
  mark: 1,
  key: (id) => ({ pk: `FREEZE#${id}`, sk: 'STATE' }),
  idOf: ({ pk }) => pk.slice('FREEZE#'.length),
  read: (row) => Freeze.parse(row['freeze']),
  write: (freeze) => ({ freeze: asJson(freeze) }),
  contextOf: async () => undefined,
  dues: (freeze) => (freeze.over ? [] : [freeze.asked ? freeze.until : wholeSecond(halfOf(freeze))]),
  timePassed(freeze, _, asOf) {
    const over = asOf.getTime() >= Date.parse(freeze.until);
    if (freeze.over || (!over && (freeze.asked || asOf.getTime() < halfOf(freeze)))) return { state: freeze };
    const { incident, service, by, until } = freeze;
    const because = over ? `${service} may be deployed again` : `is the freeze of ${service} still needed?`;
    const name = `freeze-${service}-${over ? 'over' : 'asked'}-${until}`;
    const line = lineOf({ now: () => asOf }, incident, name, {
      type: 'MessageSent',
      to: by,
      place: `person:${by}`,
      channel: 'timeline',
      template: 'freeze',
      providerId: name,
      because,
    });
    return { state: { ...freeze, asked: true, over }, beside: [line] };
  },
};
