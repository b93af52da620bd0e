import { expect, test } from 'vitest';
import { evolve } from '#core/incident/evolve';
import { Incident, keptOf, questionOf, reviewOf } from '#core/incident/state';

const at = '2026-03-11T14:02:00.000Z';
const kept = {
  v: 2,
  id: 'INC-1',
  title: 'Shop is slow',
  source: 'manual',
  playbook: 'hash',
  speed: 1,
  openedAt: at,
  detectedAt: at,
  beganAt: at,
  severity: 'SEV1',
  severityBecause: 'declared by alice',
  status: 'investigating',
  signals: {},
  roles: {},
  snapshot: [],
  facts: {},
  checklist: {},
  told: [],
  updates: {},
  done: {},
  evidence: [],
  decisions: [],
  attempts: 0,
  lastMeasured: [],
  cycle: 1,
  visit: 1,
  communicateVisit: 1,
  seq: 1,
  lastAt: at,
};
const clocks = { cycleFrom: at, unacknowledgedFrom: at, epoch: 2, progressAt: at, paged: ['lead'], reminded: {} };
const question = {
  id: 'choice-1-1',
  slot: 'choice' as const,
  text: 'Which way?',
  ask: 'IC',
  options: [],
  askedAt: at,
  times: 1,
};
const open = Incident.parse({
  ...kept,
  life: 'open',
  phase: 'mitigate',
  run: { n: 1, deaths: [at] },
  clocks,
  question,
});
const stamp = { seq: 2, at, because: 'b' };

test('a row of the first shape, with its clocks beside everything else, is read as an open incident of today', () => {
  const first = { ...kept, ...clocks, v: 1, life: 'open', phase: 'mitigate', run: { n: 1, deaths: [at] }, question };
  expect(Incident.parse(first)).toEqual(open);
});

test('an end keeps the record and drops what only an open incident has', () => {
  expect(evolve(open, { type: 'Ended', as: 'false-alarm', ...stamp })).toEqual({
    ...kept,
    seq: 2,
    life: 'ended',
    phase: 'over',
    run: { n: 1 },
    endedAt: at,
    endedAs: 'false-alarm',
  });
});

test('opened again it has fresh clocks and counts its cycle and runs on', () => {
  const ended = evolve(open, { type: 'Ended', as: 'false-alarm', ...stamp });
  expect(evolve(ended, { type: 'Reopened', ...stamp })).toEqual({
    ...kept,
    seq: 2,
    life: 'open',
    phase: 'detect',
    run: { n: 1, deaths: [] },
    cycle: 2,
    reopenedAt: at,
    clocks: { ...clocks, epoch: 0, paged: [] },
  });
});

test.each([
  ['open', { type: 'ReviewScheduled' as const, meetingAt: at, until: at }],
  ['open', { type: 'Closed' as const }],
  ['open', { type: 'Reviewed' as const, by: 'alice' }],
  ['open', { type: 'Reopened' as const }],
  ['open', { type: 'QuestionAsked' as const, question: { ...question, slot: 'review' as const } }],
])('what a life does not allow leaves it as it is: %s, %o', (_, happened) => {
  expect(evolve(open, { ...happened, ...stamp })).toEqual({ ...open, seq: 2 });
});

test('an ended incident has no question, no review, no verification and no clocks', () => {
  const ended = { ...kept, life: 'ended', phase: 'over', run: { n: 1 }, endedAt: at, endedAs: 'recovered' };
  const read = Incident.parse({ ...ended, question, clocks, review: { items: [] }, verifying: {} });
  expect(read).toEqual(ended);
  expect([questionOf(read), reviewOf(read)]).toEqual([undefined, undefined]);
  expect(keptOf(read)).toEqual(kept);
});
