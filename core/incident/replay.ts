import type * as z from 'zod';
import type { Pack } from '#core/playbook/pack';
import { freshClocks } from './clocks.ts';
import type { Event, Happened, Stamp } from './events.ts';
import { evolve } from './evolve.ts';
import { type Incident, type Open } from './state.ts';

/** An event as the timeline has it: the state of the opening is not in it. */
export type Told = (Exclude<Happened, { type: 'Opened' }> | { type: 'Opened' }) & z.infer<typeof Stamp>;

/**
 * An incident as it was at an instant, from its events alone: an opening as the playbook makes one, then everything that happened until
 * then. What the opening brought stands in no event: its facts are those that nobody has stated since, and its signal is left out.
 * Undefined before the opening.
 */
export function replayed(today: Incident, events: readonly Told[], at: Date, pack: Pack): Incident | undefined {
  const until = events.filter((e) => Date.parse(e.at) <= at.getTime()).toSorted((a, b) => a.seq - b.seq);
  let state: Incident | undefined;
  for (const told of until) {
    const event: Event =
      told.type === 'Opened' ? { ...told, state: openingOf(today, until, factsOfOpening(today, events), pack) } : told;
    if (state !== undefined || event.type === 'Opened') state = evolve(state, event);
  }
  return state;
}

/** What is known today and was never stated came with the alarm or the declaration; what has been stated since may have been otherwise then. */
function factsOfOpening({ facts }: Incident, events: readonly Told[]): Incident['facts'] {
  const stated = new Set(events.flatMap((e) => (e.type === 'FactSet' ? [e.name] : [])));
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !stated.has(name)));
}

function openingOf(today: Incident, events: readonly Told[], facts: Open['facts'], { playbook }: Pack): Open {
  const { id, title, source, speed, openedAt, detectedAt, beganAt } = today;
  const { service, rule, category, reporter, previous } = today;
  // what the opening was rated, and why, stands in an event right behind it
  const first = events.find((e) => e.type === 'SeverityConfirmed' && e.by === 'rule');
  const { severity, because } =
    first?.type === 'SeverityConfirmed' ? first : { severity: today.severity, because: today.severityBecause };
  return {
    v: 2,
    life: 'open',
    id,
    title,
    source,
    playbook: today.playbook,
    speed,
    openedAt,
    detectedAt,
    beganAt,
    ...(service === undefined ? {} : { service }),
    ...(rule === undefined ? {} : { rule }),
    ...(category === undefined ? {} : { category }),
    ...(reporter === undefined ? {} : { reporter }),
    ...(previous === undefined ? {} : { previous }),
    severity,
    severityBecause: because,
    status: playbook.statuses.opened.word,
    cycle: 1,
    phase: 'detect',
    visit: 1,
    communicateVisit: 1,
    run: { n: 1, deaths: [] },
    signals: {},
    clocks: freshClocks(openedAt),
    roles: {},
    done: {},
    told: [],
    updates: {},
    snapshot: [],
    evidence: [],
    facts,
    decisions: [],
    attempts: 0,
    lastMeasured: [],
    checklist: {},
    seq: 0,
    lastAt: openedAt,
  };
}
