import type { Act, Row, Scenario } from './row.ts';

const day = (time: string) => `2026-03-12T${time}:00Z`;
const opens = day('14:02');

/** What the sheet says of the worked scenario besides who hears what. */
export const workingTrackerOutcome = {
  /** s.13 A2. */
  id: 'INC-20260312-001',
  resolvedAt: day('15:15'),
  closedAt: day('15:18'),
  /** s.10; s.13 A4; WT 9. The day is ours: 09:00 of the second day. */
  postMortem: { at: '2026-03-14T09:00:00Z', notBefore: '2026-03-13T15:15:00Z', notAfter: '2026-03-14T15:15:00Z' },
};

const start: Act[] = [
  { at: opens, by: 'alert', act: 'the uptime monitor: API health does not answer' },
  { at: day('14:06'), by: 'oncall_engineer', act: 'acknowledges, has looked at dashboards and health (A5)' },
];
/** 14:32 to 15:15: rolled back, watched, ticked. `until` the watch ends. */
const mended: Act[] = [
  { at: day('14:35'), by: 'IC', act: 'picks roll back' },
  { at: day('14:39'), by: 'action', act: 'rollout status is fine' },
  { at: day('14:45'), by: 'IC', act: 'confirms on production that the fix works; the uptime monitor has recovered' },
  { at: day('14:50'), by: 'IC', act: 'ticks main function, monitoring, error rates; states root cause and remedy' },
];
const first: Row[] = [
  { at: opens, who: 'oncall_engineer', how: 'page', what: 'chain, step 1', cites: 's.5 step 1; s.13 14:02' },
];
const slackAsked: Row = {
  at: day('14:17'),
  who: 'IC',
  how: 'ask',
  what: 'first Slack message due',
  cites: 's.6 first Slack message; s.13 14:17-14:32; WT 12',
};
const slack: Row = {
  at: day('14:17'),
  who: 'incident-response',
  how: 'tell',
  what: 'first Slack message',
  cites: 's.6 first Slack message; s.13 14:17-14:32',
};
const pageAsked: Row = {
  at: day('14:17'),
  who: 'IC',
  how: 'ask',
  what: 'status page due',
  cites: 's.6 status page, investigating; s.13 14:17-14:32; WT 12',
};
const page: Row = {
  at: day('14:18'),
  who: 'status-page',
  how: 'tell',
  what: 'status page: investigating',
  cites: 's.6 status page, investigating; s.13 14:17-14:32',
};
const mailAsked: Row = {
  at: day('14:17'),
  who: 'IC',
  how: 'ask',
  what: 'customer mail due',
  cites: 's.6 customer mail; s.13 14:17-14:32; WT 12',
};
const mail: Row = {
  at: day('14:22'),
  who: 'mail',
  how: 'tell',
  what: 'customer mail',
  cites: 's.6 customer mail; s.13 14:17-14:32',
};
const ticket: Row = {
  at: day('14:12'),
  who: 'incident-log',
  how: 'ticket',
  what: 'incident ticket',
  cites: 's.3 incident ticket; s.13 14:07-14:17',
};
/** The lines that must be ticked before it is resolved, given when the fix is confirmed. */
const lines: Row[] = [
  {
    at: day('14:45'),
    who: 'IC',
    how: 'task',
    what: 'main function, monitoring, error rates',
    cites: 's.9 verification checklist; s.13 14:45, 15:15; WT 6',
  },
];
const word: Row = {
  at: day('14:45'),
  who: 'IC',
  how: 'task',
  what: 'a customer has confirmed',
  cites: 's.9 verification checklist; s.13 15:15; WT 7',
};
const green = (at: string): Row => ({
  at,
  who: 'status-page',
  how: 'tell',
  what: 'status page: resolved',
  cites: 's.6 status page, resolved; s.9 step 3; s.13 15:15, A6; WT 6',
});
/** What is due from the minute in which it is resolved. */
const afterwards = (at: string): Row[] => [
  { at, who: 'IC', how: 'ask', what: 'thread note due', cites: 's.6 Slack, updates in the thread; s.13 15:16' },
  {
    at,
    who: 'IC',
    how: 'task',
    what: 'status page all green',
    cites: 's.9 verification checklist; s.13 15:16, A6; WT 6',
  },
  { at, who: 'IC', how: 'task', what: 'close the ticket', cites: 's.9 step 5; s.13 15:18' },
  { at, who: 'IC', how: 'task', what: 'update runbooks', cites: 's.4 commander, after it is solved; s.12' },
];
const endAsked = (at: string): Row => ({
  at,
  who: 'IC',
  how: 'ask',
  what: 'last customer message due',
  cites: 's.9 step 4; s.13 15:16; WT 8',
});

/** The worked scenario of WorkingTracker: API time-outs on Thursday 12 March 2026, rated P0 because all customers are hit. */
export const workingTrackerScenario: Scenario = {
  title: 'API time-outs',
  severity: 'P0',
  opens,
  until: '2026-03-15T00:00:00Z',
  cites: 's.13',
  script: [
    ...start,
    { at: day('14:12'), by: 'IC', act: 'answers the five questions: all customers are hit (A1)' },
    { at: day('14:17'), by: 'IC', act: 'writes the first Slack message' },
    { at: day('14:18'), by: 'IC', act: 'writes the status page' },
    { at: day('14:22'), by: 'IC', act: 'writes the customer mail' },
    { at: day('14:25'), by: 'IC', act: 'finds a deployment 40 min before the alert among the recent changes (A3)' },
    ...mended,
    { at: day('15:05'), by: 'IC', act: 'ticks that a customer has confirmed' },
    { at: day('15:15'), by: 'check', act: '30 min are over: resolved' },
    { at: day('15:16'), by: 'IC', act: 'ticks that the status page is green; writes to customers and to the thread' },
    { at: day('15:18'), by: 'IC', act: 'closes the ticket' },
    { at: '2026-03-14T10:00:00Z', by: 'IC', act: 'ticks that the post-mortem was held' },
  ],
  complete: ['page', 'ticket', 'record', 'task', 'ask'],
  rows: [
    ...first,
    {
      at: opens,
      who: 'oncall_engineer',
      how: 'task',
      what: 'first actions',
      cites: 's.2 first actions 2, 3; s.13 14:06',
    },
    { at: opens, who: 'oncall_engineer', how: 'ask', what: 'five questions', cites: 's.3 checklist; s.13 14:07-14:17' },
    {
      at: day('14:06'),
      who: 'IC',
      how: 'task',
      what: 'first actions',
      cites: 's.2 first actions 2, 3; WT 12; language 16',
    },
    { at: day('14:06'), who: 'IC', how: 'ask', what: 'five questions', cites: 's.3 checklist; WT 12; language 16' },
    { at: day('14:06'), who: 'IC', how: 'task', what: 'investigation', cites: 's.7 steps 1-4; s.13 A3; WT 4' },
    ticket,
    slackAsked,
    pageAsked,
    mailAsked,
    slack,
    page,
    mail,
    ...lines,
    word,
    { at: day('14:45'), who: 'IC', how: 'ask', what: 'root cause and remedy', cites: 's.6 status page, resolved' },
    green(day('15:15')),
    ...afterwards(day('15:15')),
    endAsked(day('15:15')),
    {
      at: day('15:15'),
      who: 'IC',
      how: 'task',
      what: 'schedule the post-mortem',
      cites: 's.4 commander; s.10 scheduling',
    },
    {
      at: day('15:16'),
      who: 'mail',
      how: 'tell',
      what: 'last customer message',
      cites: 's.9 step 4; s.13 15:16; WT 8',
    },
    { at: day('15:16'), who: 'incident-response', how: 'tell', what: 'thread note', cites: 's.13 15:16' },
    {
      at: '2026-03-13T15:15:00Z',
      who: 'IC',
      how: 'task',
      what: 'hold the post-mortem',
      cites: 's.10 post-mortem; s.13 Friday 15:15 to Saturday 15:15, A4; WT 9',
    },
  ],
  never: [
    {
      at: day('14:12'),
      who: 'engineering_manager',
      how: 'page',
      what: 'chain, step 2',
      cites: 's.13 14:06 main path; WT 3',
    },
    { at: day('15:22'), who: 'IC', how: 'ask', what: 'customer mail due', cites: 's.13 15:22, A7; G5' },
    {
      at: '2026-03-14T15:15:00Z',
      who: 'timeline',
      how: 'record',
      what: 'late: post-mortem',
      cites: 's.10 post-mortem; s.13 Saturday 15:15',
    },
  ],
};

/** Variants (a) to (c) of section 13, and an answer that raises later, as far as they say who hears and when. */
export const workingTrackerVariants: Scenario[] = [
  {
    title: 'a: the error rate rises at 15:00, and 30 min begin anew after the next fix',
    severity: 'P0',
    opens,
    until: day('15:45'),
    cites: 's.13 variant a; WT 13',
    script: [
      ...start,
      { at: day('14:12'), by: 'IC', act: 'answers the five questions: all customers are hit' },
      { at: day('14:17'), by: 'IC', act: 'writes all three first messages' },
      ...mended,
      { at: day('15:00'), by: 'check', act: 'the error rate is above its baseline' },
      { at: day('15:05'), by: 'IC', act: 'ticks that a customer has confirmed' },
      { at: day('15:10'), by: 'IC', act: 'has fixed it: the error rate is at its baseline again' },
      { at: day('15:17'), by: 'IC', act: 'writes the updates that are due' },
      { at: day('15:40'), by: 'check', act: '30 min are over: resolved' },
    ],
    complete: ['page', 'record'],
    rows: [
      ...first,
      { ...pageAsked, at: day('15:17'), cites: 's.13 variant a; WT 10' },
      { ...mailAsked, at: day('15:17'), cites: 's.1 update cadence P0; s.13 variant a, A7; WT 10' },
      green(day('15:40')),
      endAsked(day('15:40')),
    ],
    never: [green(day('15:15')), endAsked(day('15:15')), green(day('15:30'))],
  },
  {
    title: 'b: no customer confirms, so it stays open until one does',
    severity: 'P0',
    opens,
    until: day('16:31'),
    cites: 's.13 variant b; WT 7',
    script: [
      ...start,
      { at: day('14:12'), by: 'IC', act: 'answers the five questions: all customers are hit' },
      { at: day('14:17'), by: 'IC', act: 'writes all three first messages' },
      ...mended,
      { at: day('15:15'), by: 'check', act: '30 min are over, and it stays open' },
      { at: day('15:17'), by: 'IC', act: 'writes the updates that are due' },
      { at: day('16:17'), by: 'IC', act: 'writes the updates that are due' },
      { at: day('16:30'), by: 'IC', act: 'ticks that a customer has confirmed: resolved' },
    ],
    complete: ['page', 'record'],
    rows: [
      ...first,
      {
        ...mailAsked,
        at: day('15:17'),
        cites: 's.1 update cadence P0; s.13 variant b, A7; WT 7; WT 10',
        every: '1h',
        until: day('16:17'),
      },
      green(day('16:30')),
      endAsked(day('16:30')),
    ],
    never: [green(day('15:15')), endAsked(day('15:15'))],
  },
  {
    title: 'c: the same as P1, status page and no customer mail until the end',
    severity: 'P1',
    opens,
    until: day('15:30'),
    cites: 's.13 variant c',
    script: [
      ...start,
      { at: day('14:12'), by: 'IC', act: 'answers the five questions: a core function is hit, for many' },
      { at: day('14:17'), by: 'IC', act: 'writes the first Slack message' },
      { at: day('14:18'), by: 'IC', act: 'writes the status page' },
      ...mended,
      { at: day('15:05'), by: 'IC', act: 'ticks that a customer has confirmed' },
      { at: day('15:15'), by: 'check', act: '30 min are over: resolved' },
    ],
    complete: ['page', 'ticket', 'record'],
    rows: [
      ...first,
      ticket,
      slackAsked,
      slack,
      pageAsked,
      page,
      word,
      green(day('15:15')),
      // who had the page hears the end by mail
      endAsked(day('15:15')),
    ],
    never: [mailAsked, mail],
  },
  {
    title: 'c: the same as P2, Slack only, and the customer’s word is optional',
    severity: 'P2',
    opens,
    until: '2026-03-14T16:00:00Z',
    cites: 's.13 variant c',
    script: [
      ...start,
      { at: day('14:12'), by: 'IC', act: 'answers the five questions: a part is hit, for few' },
      { at: day('14:17'), by: 'IC', act: 'writes the first Slack message' },
      ...mended,
      { at: day('15:15'), by: 'check', act: '30 min are over: resolved' },
    ],
    complete: ['page', 'ticket'],
    rows: [
      ...first,
      ticket,
      slackAsked,
      slack,
      {
        at: '2026-03-14T15:15:00Z',
        who: 'timeline',
        how: 'record',
        what: 'late: post-mortem',
        cites: 's.10 post-mortem, 24-48 h; WT 9',
      },
    ],
    never: [pageAsked, mailAsked, page, mail, green(day('15:15')), endAsked(day('15:15'))],
  },
  {
    title: 'c: the same as P3, Slack only and no post-mortem',
    severity: 'P3',
    opens,
    until: '2026-03-14T16:00:00Z',
    cites: 's.13 variant c; s.10 post-mortem; WT 9',
    script: [
      ...start,
      { at: day('14:12'), by: 'IC', act: 'answers the five questions: nothing is hit that customers use' },
      { at: day('14:17'), by: 'IC', act: 'writes the first Slack message' },
      ...mended,
      { at: day('15:15'), by: 'check', act: '30 min are over: resolved' },
    ],
    complete: ['page', 'ticket'],
    rows: [...first, ticket, slackAsked, slack],
    never: [
      pageAsked,
      mailAsked,
      endAsked(day('15:15')),
      {
        at: '2026-03-13T15:15:00Z',
        who: 'IC',
        how: 'task',
        what: 'hold the post-mortem',
        cites: 's.1 post-mortem P3; s.10 post-mortem; WT 9',
      },
    ],
  },
  {
    title: 'an answer at 15:00 raises P1 to P0: data is at risk',
    severity: 'P0',
    opens,
    until: day('15:30'),
    cites: 's.3 checklist; WT 1; G8',
    script: [
      ...start,
      { at: day('14:12'), by: 'IC', act: 'answers the five questions: a core function is hit, for many' },
      { at: day('14:17'), by: 'IC', act: 'writes the first Slack message' },
      { at: day('14:18'), by: 'IC', act: 'writes the status page' },
      { at: day('15:00'), by: 'IC', act: 'finds that data is at risk' },
    ],
    complete: ['page', 'record'],
    rows: [
      ...first,
      { ...mailAsked, at: day('15:00'), cites: 's.6 customer mail; G8' },
      {
        at: day('15:15'),
        who: 'timeline',
        how: 'record',
        what: 'first customer mail missed',
        cites: 's.6 customer mail, 15-30 min; G8',
      },
      { ...pageAsked, at: day('15:18'), cites: 's.6 status page, investigating; WT 10; G8' },
    ],
    never: [mailAsked],
  },
];
