import type { Golden, Row, Table } from './row.ts';

const opens = '2026-03-12T14:02:00Z';

/** The five of the chain, of which nobody acknowledges; the phase windows that pass; and the first message in Slack. The same at every severity. */
const common: Row[] = [
  { at: opens, who: 'oncall_engineer', how: 'page', what: 'chain, step 1', cites: 's.5 step 1; s.13 14:02' },
  { at: opens, who: 'oncall_engineer', how: 'task', what: 'first actions', cites: 's.2 first actions 2, 3; WT 4' },
  { at: opens, who: 'oncall_engineer', how: 'ask', what: 'five questions', cites: 's.3 checklist; WT 1; WT 4' },
  {
    at: '2026-03-12T14:07:00Z',
    who: 'timeline',
    how: 'record',
    what: 'target missed: respond within 5m',
    cites: 's.1 phase 1 contains the acknowledgement; s.13 14:07; WT 2',
  },
  {
    at: '2026-03-12T14:07:00Z',
    who: 'timeline',
    how: 'record',
    what: 'late: first actions',
    cites: 's.2 first actions 2, 3; s.13 14:07; WT 4',
  },
  {
    at: '2026-03-12T14:12:00Z',
    who: 'engineering_manager',
    how: 'page',
    what: 'chain, step 2',
    cites: 's.5 step 2; s.13 14:07; WT 3',
    added: true,
  },
  {
    at: '2026-03-12T14:17:00Z',
    who: 'timeline',
    how: 'record',
    what: 'late: five questions',
    cites: 's.3 checklist, 5-15 min; s.13 14:07-14:17; WT 4',
  },
  {
    at: '2026-03-12T14:17:00Z',
    who: 'incident-log',
    how: 'ticket',
    what: 'incident ticket',
    cites: 's.3 incident ticket, at the end of phase 2; WT 4',
    added: true,
  },
  {
    at: '2026-03-12T14:17:00Z',
    who: 'incident-work',
    how: 'ask',
    what: 'first Slack message due',
    cites: 's.6 first Slack message; WT 12; language 16',
  },
  {
    at: '2026-03-12T14:22:00Z',
    who: 'vp_engineering',
    how: 'page',
    what: 'chain, step 3',
    cites: 's.5 step 3; s.13 14:07; WT 3',
    added: true,
  },
  {
    at: '2026-03-12T14:32:00Z',
    who: 'cto',
    how: 'page',
    what: 'chain, step 4',
    cites: 's.5 step 4; s.13 14:07; WT 3',
    added: true,
  },
  {
    at: '2026-03-12T14:32:00Z',
    who: 'timeline',
    how: 'record',
    what: 'first Slack message missed',
    cites: 's.6 first Slack message, 15-30 min; s.13 14:32; WT 4',
  },
  {
    at: '2026-03-12T14:42:00Z',
    who: 'ceo',
    how: 'page',
    what: 'chain, step 5',
    cites: 's.5 step 5; s.13 14:07; WT 3',
    added: true,
  },
];
/** P0 and P1. */
const page: Row[] = [
  {
    at: '2026-03-12T14:17:00Z',
    who: 'incident-work',
    how: 'ask',
    what: 'status page due',
    cites: 's.6 status page, investigating; WT 10; WT 12; language 8; language 16',
    every: '1h',
  },
  {
    at: '2026-03-12T14:32:00Z',
    who: 'timeline',
    how: 'record',
    what: 'first status page missed',
    cites: 's.6 status page, investigating, 15-30 min; s.13 14:32; WT 4',
  },
];
/** P0 only. */
const mail: Row[] = [
  {
    at: '2026-03-12T14:17:00Z',
    who: 'incident-work',
    how: 'ask',
    what: 'customer mail due',
    cites: 's.6 customer mail; s.1 update cadence P0; WT 10; WT 12; language 8; language 16',
    every: '1h',
  },
  {
    at: '2026-03-12T14:32:00Z',
    who: 'timeline',
    how: 'record',
    what: 'first customer mail missed',
    cites: 's.6 customer mail, 15-30 min; s.13 14:32; WT 4',
  },
];
const table = (severity: string, ...more: Row[]): Table => ({
  severity,
  title: `${severity}, 24 h`,
  opens,
  until: '2026-03-13T14:02:00Z',
  rows: [...common, ...more].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
});

/** WorkingTracker, Thursday 12 March 2026, UTC: who hears what and when if nobody ever answers. Written from the sheet and its resolutions. */
export const workingTracker: Golden = {
  playbook: 'workingtracker',
  prefix: 'WT',
  // resolution: none (WT 2)
  targets: { P0: { respond: '5m' }, P1: { respond: '5m' }, P2: { respond: '5m' }, P3: { respond: '5m' } },
  people: ['oncall_engineer', 'engineering_manager', 'vp_engineering', 'cto', 'ceo', 'IC'],
  places: ['incident-response', 'incident-work', 'incident-log', 'status-page', 'mail'],
  assumes: [
    'declared by hand with its severity, which nothing changes: the classification lies in another document (s.1), and no question is answered',
    'nobody acknowledges, so nobody is IC: of work the on-call engineer hears, of updates the fallback place incident-work, which is #incident-response outside of the thread (language 16)',
    'nothing is mitigated, written or ticked',
    'the chain is the same at every severity, since the sheet names none (s.5); 10 min between its steps are ours (WT 3)',
    'no page is answered on any channel; the channels of one page are one row',
  ],
  besides: ['question-asked', 'target-missed'],
  tables: [table('P0', ...page, ...mail), table('P1', ...page), table('P2'), table('P3')],
};
