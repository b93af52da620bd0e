import * as z from 'zod';
import { onCall } from '#core/on-call';
import { commandOf } from '../command-of.ts';

/** No channel of a person accepted a page: the catch-all is paged at once, and the timeline says so. */
export const pageUndelivered = commandOf(
  'page-undelivered',
  {
    target: z.string(),
    person: z.string(),
    rule: z.string(),
    unless: z.enum(['acknowledged', 'resolved', 'never']),
    because: z.string(),
    severities: z.array(z.string()).optional(),
  },
  (t, { target, person, rule, unless, because: failure, severities }) => {
    if (unless !== 'never' && t.state.life !== 'open') return;
    if (unless === 'acknowledged' && t.state.acknowledged !== undefined) return;
    const { catchAll, people, now } = t.context;
    const because = `page to ${target}/${person} not delivered: ${failure}`;
    t.emit({ type: 'PageUndelivered', target, person, catchAll }, because);
    // when it is the catch-all who cannot be reached, only trying again is left
    if (onCall(people, catchAll, now).some((found) => found.person === person)) return;
    const round = t.state.seq;
    t.page(catchAll, {
      rule: `undelivered-${rule}-${person}`,
      round,
      unless,
      because,
      why: `${target} unreachable`,
      ...(severities === undefined ? {} : { severities }),
    });
  },
);
