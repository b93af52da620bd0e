import { type Item, item } from './bill.ts';
import type { Units } from './counted-table.ts';
import type { Counted } from './counted-world.ts';
import type { Deployed } from './template.ts';

const gigabyte = 1024 ** 3;
const hoursAMonth = 730;

/** What no count can say, each an assumption that stands in the report. */
export const assumed = {
  /** Requests to KMS a month: DynamoDB keeps a table's key for five minutes. */
  keyRequests: (hoursAMonth * 60) / 5,
  /** Mean milliseconds of a warm call at the function's memory, by the kind of its handler. */
  milliseconds: {
    dispatch: 30,
    task: 120,
    probing: 400,
    sending: 300,
    effect: 100,
    ingest: 100,
    api: 150,
    sweep: 80,
  },
  coldMilliseconds: 700,
  /** Bytes logged by a call (START, END, REPORT and its own lines) and by a history event without its data. */
  bytesACall: 700,
  bytesAnEvent: 450,
  /** Long polls a minute of one idle SQS mapping: five pollers that wait 20 s each, as Lambda's scaling documentation has it. */
  pollsAMinute: 15,
  /** Secrets of the deployment: the one that holds all channels. */
  secrets: 1,
};
type Kind = keyof typeof assumed.milliseconds;

const probing = [
  'detect/take-snapshot',
  'mitigate/gather-evidence',
  'mitigate/run-step',
  'mitigate/look-at-step',
  'resolve/measure',
];
export function kindOf(handler: string): Kind {
  const [folder] = handler.split('/');
  if (probing.includes(handler)) return 'probing';
  const kinds: Record<string, Kind> = {
    dispatch: 'dispatch',
    page: 'sending',
    send: 'sending',
    effects: 'effect',
    ingest: 'ingest',
    api: 'api',
    sweep: 'sweep',
  };
  return kinds[folder ?? ''] ?? 'task';
}

const sum = (units: Units[], what: keyof Units): number => units.reduce((all, one) => all + one[what], 0);

/** The incident's dollars, without SMS and without what other companies ask for their tools. */
export function billOf(counted: Counted, { megabytes, traced }: Deployed): Item[] {
  const calls = Object.entries(counted.lambdas);
  const gbSeconds = calls.reduce((all, [handler, { calls: warm, cold }]) => {
    const ms = warm * assumed.milliseconds[kindOf(handler)] + cold * assumed.coldMilliseconds;
    return all + (ms / 1000) * ((megabytes[handler] ?? 256) / 1024);
  }, 0);
  const invocations = calls.reduce((all, [, { calls: n }]) => all + n, 0);
  const outside = calls.filter(([handler]) =>
    ['dispatch', 'page', 'send', 'effects', 'ingest', 'api'].includes(handler.split('/')[0] ?? ''),
  );
  const traces = outside.reduce(
    (all, [handler, { calls: n }]) => all + (traced[handler] === true ? n : 0),
    counted.roots,
  );
  const senders = (counted.lambdas['page/send-page']?.cold ?? 0) + (counted.lambdas['send/send-message']?.cold ?? 0);
  const people = counted.units['people (API)'];
  const others = Object.entries(counted.units).flatMap(([party, units]) => (party === 'people (API)' ? [] : [units]));
  const topics = Object.entries(counted.sends).reduce((all, [name, n]) => all + (name.startsWith('sns') ? n : 0), 0);
  const logged = invocations * assumed.bytesACall + counted.events * assumed.bytesAnEvent;
  return [
    item('state machines', 'transition', counted.transitions),
    item('table, rows', 'tableWrite', sum(others, 'writes') - sum(others, 'indexWrites')),
    item('table, indexes', 'tableWrite', sum(others, 'indexWrites')),
    item('table, what people write', 'tableWrite', people?.writes ?? 0),
    item('table, reads', 'tableRead', sum(others, 'reads')),
    item('table, what people read', 'tableRead', people?.reads ?? 0),
    item('table, a month of what was stored', 'tableStorage', counted.storedBytes / gigabyte),
    item('metrics of the incident', 'metric', counted.metricHours / hoursAMonth),
    item('traces', 'trace', traces),
    item('functions, compute', 'lambdaCompute', gbSeconds),
    item('functions, calls', 'lambdaRequest', invocations),
    item('logs', 'logs', logged / gigabyte),
    item('queues', 'queue', counted.queueRequests),
    item('schedules', 'schedule', counted.schedules),
    item('calls of the API', 'api', counted.apiCalls),
    // a cold sender reads it, and once more in the minutes that a worker lives
    item('reads of the secret', 'secretRead', 2 * senders),
    item('mails', 'mail', counted.mails),
    item('topics', 'topic', topics),
  ];
}

/** A month in which nothing happens. */
export function idleBill(has: Deployed, sweep: Units): Item[] {
  const minutes = hoursAMonth * 60;
  const runs = has.rateRules * minutes;
  const sweeper = 'sweep/sweep';
  const gbSeconds = (runs * assumed.milliseconds.sweep * ((has.megabytes[sweeper] ?? 256) / 1024)) / 1000;
  return [
    item("Tocsin's own alarms", 'alarm', has.ownAlarms.length),
    item('sample alarms of bin/app.ts', 'alarm', has.otherAlarms.length),
    item('long polls of idle queues', 'queue', has.polledQueues * assumed.pollsAMinute * minutes),
    item('the one secret', 'secret', assumed.secrets),
    item("the sweeper's traces", 'trace', has.traced[sweeper] === true ? runs : 0),
    item("the sweeper's compute", 'lambdaCompute', gbSeconds),
    item("the sweeper's calls", 'lambdaRequest', runs),
    item("the sweeper's reads", 'tableRead', minutes * sweep.reads),
    // each worker asks once a minute whether it has changed
    item('reads of what is deployed', 'objectRead', runs),
    item("the sweeper's logs", 'logs', (runs * assumed.bytesACall) / gigabyte),
    item('logs kept for three months', 'logStorage', (3 * runs * assumed.bytesACall) / gigabyte),
    item('rate rule', 'rule', runs),
    item("the table's key", 'kms', assumed.keyRequests),
    item('dashboard', 'dashboard', has.counts['AWS::CloudWatch::Dashboard'] ?? 0),
  ];
}
