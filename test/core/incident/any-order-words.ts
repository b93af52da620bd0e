import fc from 'fast-check';
import type { Command } from '#core/incident/command';
import { type Incident, questionOf, verifyingOf } from '#core/incident/state';
import { highErrorRate } from '#test/story';

/** What is said of an incident as it stands. */
type Make<C extends Command = Command> = (i: Incident) => C;
/** How often a word is said beside the others, and with what. */
type Word<C extends Command> = [weight: number, arbitrary: fc.Arbitrary<Make<C>>];

export const where = (i: Incident) => ({ run: i.run.n, cycle: i.cycle, visit: i.visit });
const communicate = (i: Incident) => ({ ...where(i), visit: i.communicateVisit });
const always = <C extends Command>(make: Make<C>): fc.Arbitrary<Make<C>> => fc.constant(make);
const person = fc.constantFrom('alice', 'bob', 'ana', 'a stranger');
const services = ['analysis-service', 'file-watcher', 'tracklist-service', 'notification-service', 'database'];
const readingsOf = (up: boolean, rate: number | null) => [
  ...services.map((s) => ({ check: `health-${s}`, title: s, value: up ? 1 : 0, because: 'read' })),
  { check: 'error-rate', title: 'Error rate', value: rate, because: 'read' },
  { check: 'p95', title: 'p95', value: 100, because: 'read' },
];
export const healthy = readingsOf(true, 0.5);
const readings = fc
  .record({ up: fc.boolean(), rate: fc.constantFrom(0.5, 2.4, 30, null) })
  .map(({ up, rate }) => readingsOf(up, rate));
const signal = fc
  .tuple(fc.constantFrom(highErrorRate.key, 'second', 'third'), fc.integer({ min: -100, max: 9000 }))
  .map(([key, s]) => ({
    ...highErrorRate,
    key,
    at: new Date(Date.parse(highErrorRate.at) + s * 1000).toISOString(),
  }));
const index = fc.integer({ min: 0, max: 4 });
const outcome = fc.constantFrom('succeeded' as const, 'failed' as const, 'unknown' as const);
const other = {
  key: 'INC-0.1.1.0.0',
  incident: 'INC-0',
  title: 'Back',
  attempt: 1,
  startedAt: highErrorRate.at,
  state: 'running' as const,
};
const options = 'rollback fix done failed start-again measure mitigate resolve publish P2 approve refuse';

type Openings = 'declare' | 'open-by-signal' | 'open-maintenance';
/** What opens an incident; the store lets neither reach one that is there. */
export const openings: { [K in Openings]: Extract<Command, { do: K }> } = {
  'open-by-signal': { do: 'open-by-signal', id: 'INC-1', signal: highErrorRate, speed: 1 },
  declare: {
    do: 'declare',
    id: 'INC-1',
    by: 'ana',
    title: 'Slow',
    service: 'analysis-service',
    severity: 'P1',
    speed: 1,
  },
  'open-maintenance': {
    do: 'open-maintenance',
    id: 'INC-1',
    by: 'ana',
    lead: 'ana',
    title: 'New database',
    facts: {},
    speed: 1,
    window: {
      id: 'PW-1',
      from: '2026-03-11T14:02:00Z',
      until: '2026-03-11T15:02:00Z',
      services: ['analysis-service'],
      severity: 'P3',
    },
  },
};

/** Every other command: one that is never said does not compile. */
export const words: { [K in Exclude<Command['do'], Openings>]: Word<Extract<Command, { do: K }>> } = {
  // the clock, most of all: what is due is done
  'time-passed': [6, always((i) => ({ do: 'time-passed', due: i.lastAt }))],
  acknowledge: [1, person.map((by) => () => ({ do: 'acknowledge', by }))],
  'rung-elsewhere': [
    1,
    always(() => ({ do: 'rung-elsewhere', by: 'ana', provider: 'PagerDuty', people: ['bob'], known: ['bob'] })),
  ],
  cannot: [1, person.map((by) => () => ({ do: 'cannot', by }))],
  release: [4, person.map((by) => () => ({ do: 'release', by }))],
  'not-me': [1, person.map((by) => () => ({ do: 'not-me', by }))],
  escalate: [
    1,
    fc
      .tuple(person, fc.constantFrom<object>({ level: 3 }, { level: 9 }, { to: 'cto' }, { to: 'IC' }, {}))
      .map(([by, to]) => () => ({ do: 'escalate', by, reason: 'help', ...to })),
  ],
  'add-responder': [
    1,
    fc.tuple(person, fc.constantFrom('bob', 'IC', 'primary_oncall', 'a stranger')).map(([by, to]) => () => ({
      do: 'add-responder',
      by,
      to,
      reason: 'help',
    })),
  ],
  'set-severity': [
    2,
    fc.tuple(person, fc.constantFrom('P1', 'P2', 'P3', 'P4', 'P9')).map(([by, severity]) => () => ({
      do: 'set-severity',
      by,
      severity,
      reason: 'seen',
    })),
  ],
  'assign-role': [
    1,
    fc.tuple(person, fc.constantFrom('IC', 'CL', 'XX')).map(([to, role]) => () => ({
      do: 'assign-role',
      by: 'ana',
      role,
      person: to,
    })),
  ],
  update: [
    2,
    fc
      .tuple(
        fc.constantFrom('internal', 'customers', 'stakeholders', 'nobody'),
        fc.constantFrom('update' as const, 'final' as const),
      )
      .map(([audience, what]) => () => ({ do: 'update', by: 'ana', audience, what, fields: { text: 'x' } })),
  ],
  note: [1, person.map((by) => () => ({ do: 'note', by, text: 'n', facts: { users: 3 } }))],
  answer: [
    4,
    fc.constantFrom(...options.split(' ')).map((option) => (i) => ({
      do: 'answer',
      by: 'ana',
      question: questionOf(i)?.id ?? 'none',
      option: questionOf(i)?.options.find((o) => o.id === option)?.id ?? questionOf(i)?.options[0]?.id ?? option,
    })),
  ],
  tick: [
    1,
    fc.constantFrom('told', 'word', 'rapid.api-answers', 'x').map((item) => () => ({ do: 'tick', by: 'ana', item })),
  ],
  // last, so that what is drawn before it stays
  'ticket-opened': [1, always(() => ({ do: 'ticket-opened', place: 'tickets', shown: 'OPS-1' }))],
  'state-facts': [
    1,
    fc
      .constantFrom<Record<string, number | boolean>>({ hit: 3 }, { media: true }, { 'revenue-loss': 20_000 }, { x: 1 })
      .map((facts) => () => ({ do: 'state-facts', by: 'ana', facts })),
  ],
  resolve: [
    1,
    fc
      .constantFrom('fixed' as const, 'recovered' as const, 'false-alarm' as const, 'duplicate' as const)
      .map((as) => () => ({ do: 'resolve', by: 'ana', as, reason: 'r' })),
  ],
  reopen: [1, always(() => ({ do: 'reopen', by: 'ana', reason: 'back' }))],
  'reopen-by-signal': [1, signal.map((s) => () => ({ do: 'reopen-by-signal', signal: { ...s, state: 'firing' } }))],
  'signal-fired': [1, signal.map((s) => () => ({ do: 'signal-fired', signal: { ...s, state: 'firing' } }))],
  'signal-recovered': [1, signal.map((s) => () => ({ do: 'signal-recovered', signal: { ...s, state: 'recovered' } }))],
  'action-ended': [
    2,
    fc.tuple(index, outcome).map(([n, how]) => (i) => ({
      do: 'action-ended',
      key: i.actions?.at(-1 - n)?.key ?? i.actions?.at(-1)?.key ?? 'INC-0.1.1.0.0',
      outcome: how,
      output: 'o',
    })),
  ],
  'public-told': [1, always((i) => ({ do: 'public-told', at: i.lastAt, place: 'status' }))],
  'snapshot-taken': [2, readings.map((r) => (i) => ({ do: 'snapshot-taken', readings: r, ...where(i) }))],
  'rate-severity': [2, always((i) => ({ do: 'rate-severity', ...where(i) }))],
  'open-room': [1, always((i) => ({ do: 'open-room', ...communicate(i) }))],
  'tell-audiences': [1, always((i) => ({ do: 'tell-audiences', ...communicate(i) }))],
  'evidence-gathered': [1, readings.map((r) => (i) => ({ do: 'evidence-gathered', readings: r, ...where(i) }))],
  ask: [
    4,
    fc
      .constantFrom(
        'severity' as const,
        'choice' as const,
        'step' as const,
        'approval' as const,
        'what-next' as const,
        'review' as const,
      )
      .map((slot) => (i) => ({ do: 'ask', slot, ...where(i) })),
  ],
  'claim-step': [
    3,
    fc.boolean().map((taken) => (i) => ({ do: 'claim-step', busy: taken ? [other] : [], ...where(i) })),
  ],
  'step-started': [1, index.map((n) => (i) => ({ do: 'step-started', index: n, handle: 'h', ...where(i) }))],
  'step-ended': [
    3,
    fc.tuple(index, fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const)).map(([n, how]) => (i) => ({
      do: 'step-ended',
      index: n,
      outcome: how,
      output: 'o',
      ...where(i),
    })),
  ],
  'begin-verification': [2, always((i) => ({ do: 'begin-verification', ...where(i) }))],
  measured: [6, readings.map((r) => (i) => ({ do: 'measured', n: verifyingOf(i)?.n ?? 0, readings: r, ...where(i) }))],
  'report-written': [1, always((i) => ({ do: 'report-written', ...where(i) }))],
  'schedule-review': [1, always((i) => ({ do: 'schedule-review', ...where(i) }))],
  'page-undelivered': [
    1,
    fc.constantFrom('acknowledged' as const, 'resolved' as const, 'never' as const).map((unless) => () => ({
      do: 'page-undelivered',
      target: 'primary_oncall',
      person: 'alice',
      rule: 'P1-first',
      unless,
      because: 'no channel',
    })),
  ],
  'move-window': [
    1,
    fc.integer({ min: -1, max: 90 }).map((minutes) => (i) => ({
      do: 'move-window',
      by: 'ana',
      until: new Date(Date.parse(i.lastAt) + minutes * 60_000).toISOString(),
    })),
  ],
  replan: [1, always(() => ({ do: 'replan' }))],
  'run-died': [2, always((i) => ({ do: 'run-died', run: i.run.n, how: 'stopped' }))],
};
