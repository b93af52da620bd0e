import fc from 'fast-check';
import { expect, test } from 'vitest';
import { silencedBy } from '#core/delivery/due';
import { Conflict, InvalidInput, NotFound, Superseded, TooEarly } from '#core/errors';
import type { Command } from '#core/incident/command';
import { deadlinesOf, nextDue } from '#core/incident/deadlines';
import { decide } from '#core/incident/decide';
import type { Event } from '#core/incident/events';
import { evolve } from '#core/incident/evolve';
import { Incident, questionOf, verifyingOf } from '#core/incident/state';
import type { Pack } from '#core/playbook/pack';
import { plugins, vocabularyOf } from '#plugins/registry';
import { changed, highErrorRate, tracktion } from '#test/story';

/** Tracktion, and playbooks that do otherwise: a watch with a checklist, a rating left to a person, recoveries that resolve, steps to undo. */
const packs: Pack[] = [
  tracktion.pack,
  changed((p) => {
    p.playbook.closure = {
      watch: { P1: '2h', P2: '30m' },
      checklist: [{ id: 'told', text: 'All are told', optional: false }],
    };
    p.playbook.assessment.confirm = { ask: 'IC', again: '10m' };
    p.playbook.mitigation.choice.tellLevel = 4;
  }, 'watched'),
  changed((p) => {
    p.playbook.detection.recovery = { does: 'resolve' };
    const act = { kind: 'http' as const, base: 'operations', path: '/actions/x', parameters: {} };
    p.runbooks['rollback'] = {
      id: 'rollback',
      title: 'Back',
      when: [],
      escalateWhen: [],
      steps: [
        { kind: 'act', id: 'one', title: 'One', act, timeout: '5m', destructive: false, undo: act },
        { kind: 'human', id: 'two', title: 'Two', ask: 'IC', instruction: 'Look', again: '10m' },
        { kind: 'act', id: 'three', title: 'Three', act, timeout: '5m', destructive: false },
      ],
    };
  }, 'undone'),
];

/** What may be said next; `where` is filled in from the incident, right or stale. */
type Said = { wait: number; stale: boolean; make: (i: Incident) => Command };
const where = (i: Incident) => ({ run: i.run.n, cycle: i.cycle, visit: i.visit });
const communicate = (i: Incident) => ({ ...where(i), visit: i.communicateVisit });
const person = fc.constantFrom('alice', 'bob', 'ana', 'a stranger');
const readings = fc.record({ up: fc.boolean(), rate: fc.constantFrom(0.5, 2.4, 30, null) }).map(({ up, rate }) => [
  ...['analysis-service', 'file-watcher', 'tracklist-service', 'notification-service', 'database'].map((s) => ({
    check: `health-${s}`,
    title: s,
    value: up ? 1 : 0,
    because: 'read',
  })),
  { check: 'error-rate', title: 'Error rate', value: rate, because: 'read' },
  { check: 'p95', title: 'p95', value: 100, because: 'read' },
]);
const signalAt = fc
  .integer({ min: -100, max: 9000 })
  .map((s) => new Date(Date.parse(highErrorRate.at) + s * 1000).toISOString());
const key = fc.constantFrom(highErrorRate.key, 'second', 'third');

const well = ['analysis-service', 'file-watcher', 'tracklist-service', 'notification-service', 'database'].map((s) => ({
  check: `health-${s}`,
  title: s,
  value: 1,
  because: 'read',
}));
const healthy = [
  ...well,
  { check: 'error-rate', title: 'Error rate', value: 0.5, because: 'read' },
  { check: 'p95', title: 'p95', value: 100, because: 'read' },
];
/** What the machine of the present phase would say next when all goes well: without it no order gets far. */
function machine(i: Incident): Command {
  const at = where(i);
  switch (i.phase) {
    case 'detect':
      return { do: 'snapshot-taken', readings: healthy, ...at };
    case 'assess':
      return { do: 'rate-severity', ...at };
    case 'mitigate': {
      if (i.plan?.outcome !== 'running')
        return i.question?.slot === 'choice'
          ? { do: 'answer', by: 'ana', question: i.question.id, option: 'rollback' }
          : { do: 'ask', slot: 'choice', ...at };
      const index = i.plan.steps.findIndex(
        (s) => s.status === 'claimed' || s.status === 'running' || s.status === 'asked',
      );
      return index < 0 ? { do: 'claim-step', ...at } : { do: 'step-ended', index, outcome: 'done', output: 'o', ...at };
    }
    case 'resolve':
      // held open by an alarm: a person is asked, and resolves it
      if (i.verifying?.held === true)
        return i.question?.slot === 'what-next'
          ? { do: 'answer', by: 'ana', question: i.question.id, option: 'resolve' }
          : { do: 'ask', slot: 'what-next', ...at };
      return i.verifying === undefined
        ? { do: 'begin-verification', ...at }
        : { do: 'measured', n: i.verifying.n, readings: healthy, ...at };
    case 'post-mortem':
      // first the meeting and the closing, then the published review
      if (i.life === 'resolved' && i.review !== undefined && i.checklist['told'] === undefined)
        return { do: 'tick', by: 'ana', item: 'told' };
      return i.review === undefined
        ? { do: 'schedule-review', ...at }
        : i.question?.slot === 'review'
          ? { do: 'answer', by: 'ana', question: i.question.id, option: 'publish' }
          : { do: 'ask', slot: 'review', ...at };
    case 'over':
      return { do: 'note', by: 'ana', text: 'all is over' };
  }
}

const make: fc.Arbitrary<(i: Incident) => Command> = fc.oneof(
  { weight: 40, arbitrary: fc.constant(machine) },
  // the clock, most of all: what is due is done
  { weight: 6, arbitrary: fc.constant((i: Incident): Command => ({ do: 'time-passed', due: i.lastAt })) },
  { weight: 1, arbitrary: person.map((by) => (): Command => ({ do: 'acknowledge', by })) },
  {
    weight: 1,
    arbitrary: fc.tuple(person, fc.constantFrom('cannot', 'release', 'not-me')).map(
      ([by, word]) =>
        (): Command =>
          ({ do: word, by }) as Command,
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(person, fc.constantFrom<object>({ level: 3 }, { level: 9 }, { to: 'cto' }, { to: 'IC' }, {}))
      .map(
        ([by, to]) =>
          (): Command => ({ do: 'escalate', by, reason: 'help', ...to }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(person, fc.constantFrom('P1', 'P2', 'P3', 'P4', 'P9')).map(
      ([by, severity]) =>
        (): Command => ({ do: 'set-severity', by, severity, reason: 'seen' }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(person, fc.constantFrom('IC', 'CL', 'XX')).map(
      ([to, role]) =>
        (): Command => ({ do: 'assign-role', by: 'ana', role, person: to }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('internal', 'customers', 'stakeholders', 'nobody'),
        fc.constantFrom('update' as const, 'final' as const, 'summary' as const),
      )
      .map(
        ([audience, what]) =>
          (): Command => ({ do: 'update', by: 'ana', audience, what, fields: { text: 'x' } }),
      ),
  },
  { weight: 1, arbitrary: person.map((by) => (): Command => ({ do: 'note', by, text: 'n', facts: { users: 3 } })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        'rollback',
        'fix',
        'done',
        'failed',
        'start-again',
        'measure',
        'mitigate',
        'resolve',
        'publish',
        'P2',
      )
      .map(
        (option) =>
          (i: Incident): Command => ({
            do: 'answer',
            by: 'ana',
            question: questionOf(i)?.id ?? 'none',
            option: questionOf(i)?.options.find((o) => o.id === option)?.id ?? questionOf(i)?.options[0]?.id ?? option,
          }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('told', 'api-answers', 'x')
      .map((item) => (): Command => ({ do: 'tick', by: 'ana', item })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('fixed' as const, 'recovered' as const, 'false-alarm' as const, 'duplicate' as const)
      .map((as) => (): Command => ({ do: 'resolve', by: 'ana', as, reason: 'r' })),
  },
  { weight: 1, arbitrary: fc.constant((): Command => ({ do: 'reopen', by: 'ana', reason: 'back' })) },
  {
    weight: 2,
    arbitrary: fc.tuple(key, signalAt, fc.constantFrom('signal-fired' as const, 'signal-recovered' as const)).map(
      ([k, at, what]) =>
        (): Command => ({
          do: what,
          signal: { ...highErrorRate, key: k, at, state: what === 'signal-fired' ? 'firing' : 'recovered' },
        }),
    ),
  },
  {
    weight: 2,
    arbitrary: readings.map(
      (r) =>
        (i: Incident): Command => ({ do: 'snapshot-taken', readings: r, ...where(i) }),
    ),
  },
  { weight: 2, arbitrary: fc.constant((i: Incident): Command => ({ do: 'rate-severity', ...where(i) })) },
  { weight: 1, arbitrary: fc.constant((i: Incident): Command => ({ do: 'open-room', ...communicate(i) })) },
  { weight: 1, arbitrary: fc.constant((i: Incident): Command => ({ do: 'tell-audiences', ...communicate(i) })) },
  {
    weight: 1,
    arbitrary: readings.map(
      (r) =>
        (i: Incident): Command => ({ do: 'evidence-gathered', readings: r, ...where(i) }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('severity' as const, 'choice' as const, 'step' as const, 'what-next' as const, 'review' as const)
      .map(
        (slot) =>
          (i: Incident): Command => ({ do: 'ask', slot, ...where(i) }),
      ),
  },
  { weight: 3, arbitrary: fc.constant((i: Incident): Command => ({ do: 'claim-step', ...where(i) })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 3 }).map(
      (index) =>
        (i: Incident): Command => ({ do: 'step-started', index, handle: 'h', ...where(i) }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const))
      .map(
        ([index, outcome]) =>
          (i: Incident): Command => ({ do: 'step-ended', index, outcome, output: 'o', ...where(i) }),
      ),
  },
  { weight: 2, arbitrary: fc.constant((i: Incident): Command => ({ do: 'begin-verification', ...where(i) })) },
  {
    weight: 6,
    arbitrary: readings.map(
      (r) =>
        (i: Incident): Command => ({ do: 'measured', n: verifyingOf(i)?.n ?? 0, readings: r, ...where(i) }),
    ),
  },
  { weight: 1, arbitrary: fc.constant((i: Incident): Command => ({ do: 'report-written', ...where(i) })) },
  { weight: 1, arbitrary: fc.constant((i: Incident): Command => ({ do: 'schedule-review', ...where(i) })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('acknowledged' as const, 'resolved' as const, 'never' as const).map(
      (unless) => (): Command => ({
        do: 'page-undelivered',
        target: 'primary_oncall',
        person: 'alice',
        rule: 'P1-first',
        unless,
        because: 'no channel',
      }),
    ),
  },
  { weight: 2, arbitrary: fc.constant((i: Incident): Command => ({ do: 'run-died', run: i.run.n, how: 'stopped' })) },
);
const said: fc.Arbitrary<Said> = fc.record({
  wait: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 900 }),
    fc.constant(60),
    fc.integer({ min: -5, max: 0 }),
    fc.integer({ min: 0, max: 40_000 }),
  ),
  stale: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  make,
});

const known = [Superseded, Conflict, InvalidInput, TooEarly, NotFound];
/** The declared graph of an incident's life, event by event. */
const graph: Record<Incident['life'], Incident['life'][]> = {
  open: ['open', 'resolved', 'ended'],
  resolved: ['resolved', 'closed', 'open'],
  closed: ['closed', 'reviewed', 'open'],
  reviewed: ['reviewed', 'open'],
  ended: ['ended', 'open'],
};
const stored = (i: Incident): Incident => Incident.parse(JSON.parse(JSON.stringify(i)));

/** Plays commands and holds every turn to what must always be true; gives what kinds of things came about. */
function play(pack: Pack, commands: Said[]): Set<string> {
  let now = Date.parse(highErrorRate.at);
  let state: Incident | undefined;
  let replayed: Incident | undefined;
  let lastDone: string | undefined;
  let due: string | undefined;
  const queued = new Set<string>();
  const seen = new Set<string>();
  const opening: Command = {
    do: 'open-by-signal',
    id: 'INC-1',
    signal: highErrorRate,
    speed: 1,
  };
  for (const next of [undefined, ...commands]) {
    now += (next?.wait ?? 0) * 1000;
    let command: Command = opening;
    if (next !== undefined && state !== undefined) {
      command = next.make(state);
      // the clock never says a time that is not the one that was armed, and never early
      if (command.do === 'time-passed') {
        if (due === undefined) continue;
        now = Math.max(now, Date.parse(due));
        command = { do: 'time-passed', due };
      }
      if (next.stale && 'visit' in command) command = { ...command, visit: command.visit - 1 };
    }
    const context = {
      pack,
      people: tracktion.people,
      vocabulary: vocabularyOf(plugins),
      now: new Date(now),
      publicUrl: 'https://t.test',
      dashboardUrl: 'https://t.test',
      catchAll: 'oncall_manager',
    };
    let turn: ReturnType<typeof decide>['turn'];
    try {
      turn = decide(state, command, context).turn;
    } catch (error) {
      if (!known.some((k) => error instanceof k)) throw error;
      seen.add((error as Error).name);
      continue;
    }
    if (next?.stale === true && 'visit' in command && turn.events.length > 0)
      throw new Error(`${command.do} of an older visit did something`);
    const before = state;
    let at = before?.lastAt ?? highErrorRate.at;
    let seq = before?.seq ?? 0;
    let life = before?.life ?? 'open';
    for (const event of turn.events) {
      seq += 1;
      expect(event.seq).toBe(seq);
      expect(Date.parse(event.at)).toBeGreaterThanOrEqual(Date.parse(at));
      at = event.at;
      replayed = evolve(replayed, JSON.parse(JSON.stringify(event)) as Event);
      expect(graph[life]).toContain(replayed.life);
      life = replayed.life;
      seen.add(event.type);
    }
    if (turn.events.length > 40 || turn.outbox.length > 40)
      throw new Error(`${command.do}: ${turn.events.length} events, ${turn.outbox.length} outbox rows`);
    state = stored(turn.state);
    expect(stored(replayed as Incident)).toEqual(state);
    for (const o of turn.outbox) {
      // a key that comes again would overwrite what was sent and be sent by nobody
      if (queued.has(o.key)) throw new Error(`${command.do} queues ${o.key} again`);
      queued.add(o.key);
      if (o.queue === 'page' && silencedBy(o.page) === 'acknowledged' && state.acknowledged !== undefined)
        throw new Error(`${command.do} queues a page that the acknowledgement has silenced: ${o.key}`);
    }
    if (command.do === 'time-passed') lastDone = command.due;
    due = nextDue(state, pack, new Date(now), lastDone);
    if (due !== undefined) {
      expect(due).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Date.parse(due)).toBeGreaterThanOrEqual(now);
      if (lastDone !== undefined) expect(Date.parse(due)).toBeGreaterThanOrEqual(Date.parse(lastDone) + 1000);
    }
    // what is over pages nobody any more
    if (state.life !== 'open' && deadlinesOf(state, pack).some((d) => d.does === 'escalate'))
      throw new Error(`${state.life} still escalates`);
  }
  return seen;
}

test.each(packs.map((pack) => [pack.hash.split('-')[0] ?? '', pack] as const))(
  'whatever is said in whatever order, what must always be true is true (%s)',
  (_, pack) => {
    const all = new Set<string>();
    fc.assert(
      fc.property(fc.array(said, { minLength: 10, maxLength: 60, size: 'max' }), (commands) => {
        for (const type of play(pack, commands)) all.add(type);
      }),
      { numRuns: 250, seed: 42 },
    );
    // the orders went through the whole of a life
    for (const type of [
      'Acknowledged',
      'Declined',
      'Released',
      'AcknowledgementTakenBack',
      'SeverityRated',
      'PlanMade',
      'PlanEnded',
      'Measured',
      'Resolved',
      'Closed',
      'Ended',
      'Reopened',
      'RunDied',
      'Superseded',
    ])
      expect([...all]).toContain(type);
  },
  60_000,
);
