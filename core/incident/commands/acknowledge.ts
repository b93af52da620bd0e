import * as z from 'zod';
import { acknowledgeFor, askLists, meaning } from '../acknowledge-for.ts';
import { commandOfPerson } from '../command-of.ts';
import { lacks } from '../each.ts';
import { mustBeOpen } from '../position.ts';
import type { Turn } from '../turn.ts';
import { byWhom, type Way } from '../way.ts';

type Alert = { channel: string; key: string } | undefined;

/**
 * The first acknowledgement silences what runs while unacknowledged, and may bring a role with it. A second one is no error: it counts where
 * each of a list must acknowledge, and for targets whose acknowledgement a rule asks for.
 */
export const acknowledge = commandOfPerson(
  'acknowledge',
  {
    reason: z.string().optional(),
    /** The alert where it was acknowledged, which need not be told. */
    alert: z.strictObject({ channel: z.string(), key: z.string() }).optional(),
  },
  (t, c) => {
    mustBeOpen(t, 'there is nothing to acknowledge');
    if (t.state.acknowledged !== undefined) {
      also(t, c);
      return;
    }
    acknowledgeFor(t, { by: c.by, said: `acknowledged by ${byWhom(c)}`, reason: c.reason, alert: c.alert });
  },
);

/** Somebody acknowledges what another has acknowledged before. */
function also(t: Turn, c: { by: string; way?: Way | undefined; reason?: string | undefined; alert?: Alert }): void {
  const { acknowledged } = t.state;
  if (acknowledged?.by === c.by) return;
  askLists(t, c.by);
  const targets = meaning(t, c.by).filter((target) => acknowledged?.targets?.includes(target) !== true);
  if (!lacks(t.state, c.by) && targets.length === 0) return;
  const said = `acknowledged by ${byWhom(c)}`;
  t.emit({ type: 'AlsoAcknowledged', by: c.by, ...(targets.length === 0 ? {} : { targets }) }, c.reason ?? said);
  t.followAlerts('acknowledge', said, { except: c.alert, of: c.by });
}
