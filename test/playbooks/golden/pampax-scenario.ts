import type { Row, Scenario } from './row.ts';

const opens = '2026-03-10T14:02:00Z';
/** What the alert at 14:02 brings about by itself, in the scenario and all its variants. */
const opening: Row[] = [
  {
    at: opens,
    who: 'oncall_engineer',
    how: 'page',
    what: 'on call for P1',
    // the sheet's own scenario has no paging: the resolution holds
    cites: 's.13 row without a time; PX 2',
    added: true,
  },
  { at: opens, who: 'alerts', how: 'tell', what: 'alert card', cites: 's.6 alert card; s.13 14:02' },
  {
    at: opens,
    who: 'oncall_engineer',
    how: 'tell',
    what: 'invited to the war room',
    cites: 's.6 war room, step 2; s.13 14:02, A3',
  },
  {
    at: opens,
    who: 'engineering_lead',
    how: 'tell',
    what: 'invited to the war room',
    cites: 's.6 war room, step 2; s.13 14:02, A3',
  },
  {
    at: opens,
    who: 'product_manager',
    how: 'tell',
    what: 'invited to the war room',
    cites: 's.6 war room, step 2; s.13 14:02, A3',
  },
  { at: opens, who: 'room', how: 'tell', what: 'opening card', cites: 's.6 war room, step 3; s.13 14:02, A3' },
];
/** What is written at 14:15 and asked at 14:16. */
const begun: Row[] = [
  {
    at: '2026-03-10T14:15:00Z',
    who: 'customers',
    how: 'tell',
    what: 'customer notice',
    cites: 's.6 customer notice; s.13 14:15; PX 11',
  },
  {
    at: '2026-03-10T14:15:00Z',
    who: 'status-page',
    how: 'tell',
    what: 'customer notice',
    cites: 's.6 channels, status page; s.13 14:15; PX 11',
  },
  {
    at: '2026-03-10T14:16:00Z',
    who: 'responder',
    how: 'ask',
    what: 'how to recover the data',
    cites: 's.8 runbook 3, step 4; s.13 14:16',
  },
];
const script = [
  { at: opens, by: 'alert', act: 'PampaxDatabaseErrors fires at 0.35/s, 2 min above 0.1/s' },
  { at: '2026-03-10T14:10:00Z', by: 'responder', act: 'the on-call engineer acknowledges and is the responder (A7)' },
  { at: '2026-03-10T14:12:00Z', by: 'responder', act: 'reads the triage: the integrity check fails' },
  { at: '2026-03-10T14:15:00Z', by: 'responder', act: 'writes the customer notice' },
  { at: '2026-03-10T14:16:00Z', by: 'responder', act: 'chooses runbook 3' },
];
const respondMissed: Row = {
  at: '2026-03-10T15:02:00Z',
  who: 'timeline',
  how: 'record',
  what: 'target missed: respond within 1h',
  cites: 's.1 P1; s.13 14:10',
};
const leadPaged: Row = {
  at: '2026-03-10T15:02:00Z',
  who: 'engineering_lead',
  how: 'page',
  what: 'unacknowledged at the response target',
  cites: 's.13 14:10; PX 2',
};

/** The worked scenario of PAMPAX: errors of a corrupt database on Tuesday 10 March 2026, rated P1. */
export const pampaxScenario: Scenario = {
  title: 'database errors with corruption',
  severity: 'P1',
  opens,
  until: '2026-03-11T14:00:00Z',
  cites: 's.13',
  script: [
    ...script,
    { at: '2026-03-10T14:22:00Z', by: 'alert', act: 'recovers: the service has been stopped for longer than 5 min' },
    { at: '2026-03-10T14:30:00Z', by: 'responder', act: 'chooses option 2, repair (A7)' },
    { at: '2026-03-10T14:38:00Z', by: 'check', act: 'the integrity check is ok: the service is started' },
    { at: '2026-03-10T14:38:10Z', by: 'check', act: 'health succeeds 10 s later: resolved' },
    { at: '2026-03-10T14:40:00Z', by: 'responder', act: 'writes the resolution entry' },
  ],
  complete: ['page', 'digest', 'ticket', 'record'],
  rows: [
    ...opening,
    ...begun,
    {
      at: '2026-03-10T14:38:10Z',
      who: 'responder',
      how: 'ask',
      what: 'last customer notice due',
      cites: 's.6 customer notice, the last entry; s.13 14:40',
    },
    ...[
      'rebuild the timeline',
      'contributing factors',
      'change analysis',
      'monitoring gaps',
      'preventive actions',
      'write the RCA report',
    ].map(
      (what, n): Row => ({
        at: '2026-03-10T14:38:10Z',
        who: 'responder',
        how: 'task',
        what,
        cites: `s.7 root-cause analysis, step ${n + 1}; PX 13`,
        added: true,
      }),
    ),
    {
      at: '2026-03-10T14:40:00Z',
      who: 'customers',
      how: 'tell',
      what: 'resolution entry',
      cites: 's.6 customer notice, the last entry; s.13 14:40',
    },
    {
      at: '2026-03-10T14:40:00Z',
      who: 'status-page',
      how: 'tell',
      what: 'resolution entry',
      cites: 's.6 notice life cycle; s.13 14:40',
    },
  ],
  never: [
    {
      at: '2026-03-10T14:32:00Z',
      who: 'responder',
      how: 'ask',
      what: 'customer notice due',
      cites: 's.13 14:15, A5',
    },
    {
      at: '2026-03-10T14:45:00Z',
      who: 'responder',
      how: 'ask',
      what: 'customer notice due',
      cites: 's.13 14:40, A5',
    },
    respondMissed,
    leadPaged,
    {
      at: '2026-03-10T18:02:00Z',
      who: 'timeline',
      how: 'record',
      what: 'target missed: resolve within 4h',
      cites: 's.1 P1; s.13 18:02',
    },
  ],
};

/** What the sheet says of the end of the worked scenario and of what follows. */
export const pampaxOutcome = {
  /** PX 18; s.13 A1. */
  id: 'INC-2026-001',
  /** s.13 14:02; a chat system needs lower case. */
  room: 'incident-inc-2026-001',
  /** s.13 14:38:10. */
  resolvedAt: '2026-03-10T14:38:10Z',
  durationSeconds: 36 * 60 + 10,
  /** s.10 RCA report, named from its date; s.13 11 March. */
  rca: 'rca-INC-2026-001-2026-03-11',
  /** s.13 11 March, A6: the latest day of each horizon, counted from the RCA date. */
  horizons: { from: '2026-03-11', immediate: '2026-03-18', 'short-term': '2026-04-11', 'long-term': '2026-06-11' },
};

/** Variants (a) to (c) of section 13. */
export const pampaxVariants: Scenario[] = [
  {
    title: 'a: manual intervention is chosen at 14:30',
    severity: 'P1',
    opens,
    until: '2026-03-10T16:00:00Z',
    cites: 's.13 variant a',
    script: [...script, { at: '2026-03-10T14:30:00Z', by: 'responder', act: 'chooses option 4, manual intervention' }],
    complete: ['page', 'record'],
    rows: [
      ...opening,
      ...begun,
      {
        at: '2026-03-10T14:30:00Z',
        who: 'senior_engineer',
        how: 'page',
        what: 'a runbook ended as failed',
        cites: 's.5 manual escalation 1; s.8 runbook 3, step 4.4; s.13 variant a; PX 16',
      },
      {
        at: '2026-03-10T14:30:00Z',
        who: 'responder',
        how: 'ask',
        what: 'which runbook',
        cites: 's.8 three runbooks; s.13 variant a; PX 16',
      },
      {
        at: '2026-03-10T14:45:00Z',
        who: 'responder',
        how: 'ask',
        what: 'customer notice due',
        cites: 's.6 customer notice, at most 30 min; s.13 variant a',
        every: '30m',
      },
    ],
    never: [respondMissed, leadPaged],
  },
  {
    title: 'b: the repair is done at 14:38, and the integrity check still fails',
    severity: 'P1',
    opens,
    until: '2026-03-10T16:00:00Z',
    cites: 's.13 variant b',
    script: [
      ...script,
      { at: '2026-03-10T14:30:00Z', by: 'responder', act: 'chooses option 2, repair' },
      { at: '2026-03-10T14:38:00Z', by: 'check', act: 'the integrity check fails: the run ends as failed' },
    ],
    complete: ['page', 'record'],
    rows: [
      ...opening,
      ...begun,
      {
        at: '2026-03-10T14:38:00Z',
        who: 'senior_engineer',
        how: 'page',
        what: 'a runbook ended as failed',
        cites: 's.5 manual escalation 2; s.8 runbook 3, step 5; s.13 variant b; PX 16',
      },
    ],
    never: [
      {
        at: '2026-03-10T14:38:10Z',
        who: 'responder',
        how: 'ask',
        what: 'last customer notice due',
        cites: 's.13 variant b',
      },
      respondMissed,
      leadPaged,
    ],
  },
  {
    title: 'c: nobody makes the choice',
    severity: 'P1',
    opens,
    until: '2026-03-10T19:00:00Z',
    cites: 's.13 variant c',
    script,
    complete: ['page', 'record'],
    rows: [
      ...opening,
      ...begun,
      {
        at: '2026-03-10T14:45:00Z',
        who: 'responder',
        how: 'ask',
        what: 'customer notice due',
        cites: 's.6 customer notice, at most 30 min; s.13 14:15, A5',
        every: '30m',
      },
      {
        at: '2026-03-10T14:46:00Z',
        who: 'responder',
        how: 'ask',
        what: 'how to recover the data',
        cites: 's.8 runbook 3, step 4; s.13 variant c; PX 16',
        every: '30m',
      },
      {
        at: '2026-03-10T18:02:00Z',
        who: 'timeline',
        how: 'record',
        what: 'target missed: resolve within 4h',
        cites: 's.1 P1; s.13 variant c',
      },
    ],
    never: [respondMissed, leadPaged],
  },
];
