import type { Item } from './bill.ts';
import { dearest, idleMonth, item, prices, total } from './bill.ts';
import { type Board, boardReport } from './board.ts';
import type { ColdStarts } from './cold-start.ts';
import { assumed } from './dollars.ts';
import type { Told } from './incidents.ts';
import type { Latency } from './latency.ts';
import { type Load, loadReport } from './load.ts';
import { plain, table } from './shown.ts';

/** A figure beside what it should be. A limit that is passed fails the run; a goal that is missed is told. */
export interface Judged {
  what: string;
  figure: number;
  most: number;
  kind: 'limit' | 'goal';
  unit: string;
}
export interface Figures {
  at: string;
  commit: string;
  judged: Judged[];
  /** Seconds that the action of mitigation runs, and what that makes of the counts. */
  actionSeconds: number;
  byAction: { seconds: number; p1: [number, number]; p3: [number, number] }[];
  p1: Told;
  p3: Told;
  p1Bill: Item[];
  p3Bill: Item[];
  idleBill: Item[];
  coldStarts: ColdStarts;
  latency?: Latency;
  load: Load;
  board?: Board;
}

export const holds = ({ figure, most }: Judged): boolean => figure <= most;
const money = (usd: number): string => `$${usd.toFixed(usd < 0.1 ? 6 : 2)}`;
const cents = (usd: number): string => `$${usd.toFixed(3)}`;
const show = ({ unit, figure }: { unit: string; figure: number }): string =>
  unit === '$' ? money(figure) : `${plain(figure)}${unit === '' ? '' : ` ${unit}`}`;

const counts = ({ machines, transitions, events, executions }: Told): string =>
  table(
    ['machine', 'executions', 'transitions', 'history events'],
    [
      ...Object.entries(machines).map(([name, m]) => [name, m.executions, m.transitions, m.events]),
      ['all', executions, transitions, events],
    ],
  );

const work = (told: Told): string =>
  [
    table(
      ['whose work', 'read units', 'write units', 'of these in indexes'],
      Object.entries(told.units).map(([party, u]) => [party, plain(u.reads), u.writes, u.indexWrites]),
    ),
    table(
      ['handler', 'calls', 'of these cold'],
      Object.entries(told.lambdas).map(([handler, { calls, cold }]) => [handler, calls, cold]),
    ),
    table(
      ['beside that', 'count'],
      [
        ['calls of the API by people', told.apiCalls],
        ['stream records', told.streamRecords],
        ['messages in queues', told.queueMessages],
        ['requests to SQS', told.queueRequests],
        ['schedules', told.schedules],
        ['hours of custom metrics', told.metricHours],
        ...Object.entries(told.sends).map(([name, n]) => [`sent: ${name}`, n]),
      ],
    ),
  ].join('\n\n');

const bill = (items: Item[]): string =>
  table(
    ['', 'amount', 'of', 'dollars'],
    [
      ...dearest(items).map(({ what, amount, unit, usd }) => [what, plain(amount), unit, money(usd)]),
      ['**all**', '', '', `**${money(total(items))}**`],
    ],
  );

/** AWS bills state transitions; whether the start of an execution is one of them, its price page leaves open. */
const withStarts = (told: Told, items: Item[]): string => {
  const starts = item('starts', 'transition', told.executions).usd;
  return table(
    ['dollars in all', '', ''],
    [
      ['as AWS counts states', `${told.transitions} transitions`, money(total(items))],
      [
        'and if AWS bills the start of each execution too',
        `${told.transitions + told.executions} transitions`,
        money(total(items) + starts),
      ],
    ],
  );
};

const smsOf = ({ sends }: Told): string => {
  const pages = Object.entries(sends).reduce((sum, [name, n]) => (name.endsWith(' page') ? sum + n : sum), 0);
  const one = item('sms', 'sms', 1);
  return `the ${pages} pages of this P1 by SMS would be ${cents(pages * one.usd)} more, at ${cents(one.usd)} each (${one.unit}). Other countries ask up to thirty times as much, a longer text is several parts, and an origination number has a monthly price (<${prices.prices['sms']?.page}>).`;
};

const idleOf = (items: Item[]): string => {
  const row = (what: string, of: (month: ReturnType<typeof idleMonth>) => number) => [
    what,
    money(of(idleMonth(items))),
    money(of(idleMonth(items.filter(({ what: line }) => line !== 'dashboard')))),
  ];
  return table(
    ['the month in', 'dollars', 'with `dashboard: false`'],
    [
      row('an empty account', ({ empty }) => empty),
      row('an account whose free dashboards are used up', ({ dashboardsUsedUp }) => dashboardsUsedUp),
      row('list price, nothing free', ({ list }) => list),
    ],
  );
};

const latencyOf = ({
  runs,
  load,
  ours,
  empty,
  loaded,
  ratio,
  toLoaded,
  toRow,
  toPage,
  milliseconds,
}: Latency): string =>
  [
    `The machine's load before it, for each processor: ${load.toFixed(2)}${load > 0.5 ? ' (others were at work: to be measured again)' : ''}.`,
    table(
      [`${runs} of each`, 'median', 'min', 'max'],
      [
        ['ours, alarm to first page, ms', ours.median, ours.min, ours.max],
        ['  of that until the incident is decided', toRow.median, toRow.min, toRow.max],
        ['  and from there to the page', toPage.median, toPage.min, toPage.max],
        ['the same hops with empty handlers, ms', empty.median, empty.min, empty.max],
        ['the same with a read, a transaction and a claim, ms', loaded.median, loaded.min, loaded.max],
        [
          'ours, times the empty hops (of the medians; of the runs)',
          ...[ratio.median, ratio.min, ratio.max].map(plain),
        ],
        ['ours, times the loaded ones', ...[toLoaded.median, toLoaded.min, toLoaded.max].map(plain)],
      ],
    ),
    table(
      ['handler on the engine', 'calls', 'median ms'],
      Object.entries(milliseconds).map(([name, { calls, median }]) => [name, calls, median]),
    ),
  ].join('\n\n');

const coldOf = (starts: ColdStarts): string =>
  table(
    ['function', 'ours, ms of processor', 'bare, ms', 'times'],
    Object.entries(starts).map(([name, { ours, bare, ratio }]) => [name, plain(ours), plain(bare), plain(ratio)]),
  );

/** Figures beside what they should be. */
export const judgedTable = (judged: readonly Judged[]): string =>
  table(
    ['figure', 'is', 'at most', ''],
    judged.map((j) => [
      j.what,
      show(j),
      show({ ...j, figure: j.most }),
      holds(j) ? (j.kind === 'goal' ? 'met' : 'holds') : j.kind === 'goal' ? '**goal missed**' : '**LIMIT PASSED**',
    ]),
  );

/** The page of figures with those of the board as they were measured by themselves. */
export function withBoard(page: string, judged: readonly Judged[], report: string, stamp: string): string {
  const rows = judgedTable(judged).split('\n').slice(2);
  const whatOf = (row: string): string => row.split('|')[1]?.trim() ?? '';
  const renewed = page
    .split('\n')
    .map((line) => rows.find((row) => line.startsWith('|') && whatOf(row) === whatOf(line)) ?? line)
    .join('\n');
  return renewed.replace(
    /## The board\n[^]*?\n## /,
    () =>
      `## The board\n\nMeasured by itself, by \`npm run bench -- --only-board --write\`, ${stamp}.\n\n${report}\n\n## `,
  );
}

/** All figures as text that is read in a terminal and stands in docs/figures.md. */
export function reportOf(f: Figures): string {
  const { milliseconds } = assumed;
  const means = Object.entries(milliseconds).map(([kind, ms]) => `${kind} ${ms}`);
  return `# Figures

Written by \`npm run bench -- --write\` on ${f.at} at commit ${f.commit}.

${judgedTable(f.judged)}

The action of mitigation runs ${f.actionSeconds} s in what is judged. How long it runs decides how often it is looked at:

${table(
  ['seconds', 'P1 transitions', 'P1 events', 'P3 transitions', 'P3 events'],
  f.byAction.map(({ seconds, p1, p3 }) => [seconds, ...p1, ...p3]),
)}

## A P1 of Tracktion

${f.p1.escalations} escalations, ${f.p1.reminders} reminders, a chosen rollback, verified, ${f.p1.passes} passes in a row, resolved, the review published after its meeting.

${counts(f.p1)}

${work(f.p1)}

Without SMS, and without what other companies ask for their tools:

${bill(f.p1Bill)}

${withStarts(f.p1, f.p1Bill)}

SMS is extra: ${smsOf(f.p1)}

## A P3 of Tracktion

Declared, acknowledged at once, a chosen fix, verified, ${f.p3.passes} passes in a row, resolved; no review.

${counts(f.p3)}

${bill(f.p3Bill)}

${withStarts(f.p3, f.p3Bill)}

## A month in which nothing happens

${bill(f.idleBill)}

${idleOf(f.idleBill)}

Judged is the list price without the dashboard. What AWS gives every account every month: ${Object.values(prices.prices)
    .flatMap(({ free, unit }) => (free > 0 ? [`${free} ${unit}`] : []))
    .join('; ')}.

## Alarm to first page

${f.latency === undefined ? 'Not measured in this run.' : latencyOf(f.latency)}

## Cold starts

Processor time from the load of the code to the end of the first call, beside a bare handler that makes the same requests with the same clients, A B A B:

${coldOf(f.coldStarts)}

## Storms, and many at once

${loadReport(f.load)}

## The board

${f.board === undefined ? 'Not measured in this run.' : boardReport(f.board)}

## How this was measured

- **By the runner** (\`simulator/\`): executions, transitions (states entered and attempts made again) and history events, from the histories of the real machines, with what happens inside Parallel; the table's units, by the sizes of the real rows: writes by the larger of old and new in KB, doubled in transactions, refused ones too, each index beside; messages, schedules, calls and sends, at the ports. The playbook is pinned already. A person looks at the incident before each act. The alarm comes twice, by EventBridge and by SNS, and so does its recovery.
- **By the engine**: alarm to first page, A B C A B C in one run on one machine, from just before \`SetAlarmState\` to the arrival in the inbox, after warming all; each incident is ended as a false alarm. The engine is one process in Python that serves all services, and its hops take a few milliseconds: the ratio is of the work beside the hops, and says little about milliseconds on AWS.
- **Storms, by the runner**: every call of table and queue takes 10 ms of the virtual clock, and calls made together take them once. So what waits for another, or tries once more, shows as time; the work between the calls does not, which on AWS every call of a function has a processor of its own for. The bytes of an acknowledgement are those of the rows that all its calls read and wrote, with all that follows from it.
- **Many at once, by the engine**: both ways were warmed by bursts before. The loaded hops and the puts are the product's own way with handlers that do nothing else; their writes are as many and as large as an opening's, in a table without indexes. The puts answer when their row is written; an incident's machines, messages and pages go on on the same processors, and slow the next declaration down, which on AWS they would not. The engine has at most as many workers for a function as the machine has processors.
- **Simulations**, by processor time: a week in which nobody answers a P1, as \`tocsin simulate\` runs it, less what its first minute takes, the least of five runs each; and 1,000 lifecycles of a P1 in one process, from the declaration to the published review, after a first one that is not counted.
- **By the template** that \`bin/app.ts\` gives: memory, alarms, mappings, rules, dashboards. Prices: \`test/bench/prices.json\`, ${prices.region}, ${prices.date}, ${prices.note}.
- **Assumed**: mean milliseconds of a warm call (${means.join(', ')}), ${assumed.coldMilliseconds} ms for a cold start, a worker gone after seven minutes without a call, ${assumed.bytesACall} bytes of log a call and ${assumed.bytesAnEvent} a history event, each trace of whatever is traced recorded, five pollers of 20 s for each idle queue (${assumed.pollsAMinute} polls a minute, an estimate after Lambda's documentation), each queued message a call of its own, and all channels in the one secret (a secret for each of Tracktion's would be $0.40 apiece).
- **Never measured on AWS**: nothing here was. Neither the transitions that AWS would bill, nor latencies, cold starts, batching, polling, traces or the bill itself. Left out: data transfer, retries after throttling, Cognito's users, what is stored beyond the first month.
`;
}
