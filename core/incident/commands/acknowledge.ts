import * as z from 'zod';
import { acknowledgeFor } from '../acknowledge-for.ts';
import { commandOfPerson } from '../command-of.ts';
import { mustBeOpen } from '../position.ts';
import { byWhom } from '../way.ts';

/** The first acknowledgement silences what runs while unacknowledged, and may bring a role with it. A second one is no error. */
export const acknowledge = commandOfPerson(
  'acknowledge',
  {
    reason: z.string().optional(),
    /** The alert where it was acknowledged, which need not be told. */
    alert: z.strictObject({ channel: z.string(), key: z.string() }).optional(),
  },
  (t, c) => {
    mustBeOpen(t, 'there is nothing to acknowledge');
    if (t.state.acknowledged !== undefined) return;
    acknowledgeFor(t, { by: c.by, said: `acknowledged by ${byWhom(c)}`, reason: c.reason, alert: c.alert });
  },
);
