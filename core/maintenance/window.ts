import * as z from 'zod';

/** What an incident keeps of the planned work that it is: the window, and the severity with which it was declared. */
export const Window = z.object({
  /** The planned work, under whose id it was declared. */
  id: z.string(),
  from: z.string(),
  until: z.string(),
  services: z.array(z.string()),
  severity: z.string(),
  /** Its end has come. */
  ended: z.literal(true).optional(),
  /** Alarms still fired at its end. */
  overran: z.literal(true).optional(),
});
export type Window = z.infer<typeof Window>;

/** What of an incident says how planned work goes. */
interface Work {
  life: string;
  cycle: number;
  severity: string;
  maintenance?: Window | undefined;
}

/**
 * Whether alarms of its services are expected, so that they join without rating it: within the window, and as long as nobody has rated the work
 * otherwise than it was declared. `now` in milliseconds.
 */
export const expects = (i: Work, now: number): boolean =>
  i.life === 'open' && asPlanned(i) && i.maintenance?.ended !== true && now < Date.parse(i.maintenance?.until ?? '');

/** Planned work that went as it was declared, which is no incident in any figure. */
export const asPlanned = ({ maintenance, cycle, severity }: Work): boolean =>
  maintenance !== undefined && cycle === 1 && severity === maintenance.severity && maintenance.overran !== true;
