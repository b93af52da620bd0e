import * as z from 'zod';
import { Window } from '#core/maintenance/window';
import { own } from '#core/own';
import { factValue } from '#core/playbook/facts';
import { acknowledgeFor } from '../acknowledge-for.ts';
import { commandOf } from '../command-of.ts';
import { doDue } from '../due.ts';
import { readFacts } from '../facts.ts';
import { openIncident } from '../opening.ts';
import { Facts, IncidentId } from '../state.ts';

/** The start of planned work is its opening. Who leads it need not be woken for it: they have acknowledged it by planning it. */
export const openMaintenance = commandOf(
  'open-maintenance',
  {
    id: IncidentId,
    title: z.string(),
    speed: z.number(),
    by: z.string(),
    lead: z.string().optional(),
    facts: Facts,
    window: Window,
  },
  (t, { id, title, speed, by, lead, facts, window }) => {
    const { severities, services, facts: known } = t.playbook;
    // the playbook may have changed since it was planned
    const severity = severities.some((s) => s.id === window.severity) ? window.severity : (severities.at(-1)?.id ?? '');
    const service = window.services.find((one) => own(services, one) !== undefined);
    const stated = Object.fromEntries(
      Object.entries(facts).filter(([name, value]) => {
        const fact = own(known, name);
        return fact !== undefined && factValue(fact, value) !== undefined;
      }),
    );
    openIncident(t, {
      id,
      by,
      title,
      speed,
      severity,
      ...(service === undefined ? {} : { service }),
      facts: readFacts(t.playbook, stated),
      maintenance: { ...window, severity },
    });
    if (lead !== undefined && own(t.context.people.people, lead) !== undefined)
      acknowledgeFor(t, { by: lead, said: `${lead} leads the planned work` });
    doDue(t, t.context.now);
  },
);
