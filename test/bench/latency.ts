import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { Api } from '#local/api';
import { bringUp, type Running } from '#local/bring-up';
import { kindOf } from './dollars.ts';
import { clientOf, emptyAlarm, layEmptyHops } from './empty-hops.ts';

export interface Spread {
  median: number;
  min: number;
  max: number;
}
export interface Latency {
  runs: number;
  ours: Spread;
  empty: Spread;
  /** Of the medians; `min` and `max` are those of the pairs, each measured one after the other. */
  ratio: Spread;
  /** Mean milliseconds of warm calls on the engine, by kind of handler. */
  milliseconds: Record<string, { calls: number; mean: number }>;
}

const playbook = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
/** Pairs that only warm workers, connections and code. */
const warmUps = 4;
/** Milliseconds that the machines of an ended incident are given to leave before the next alarm. */
const rest = 1200;

/** Alarm to first page on the local engine, beside the same hops with empty handlers: A B A B, in one run on one engine. */
export async function measureLatency(runs: number, say: (line: string) => void): Promise<Latency> {
  const running = await bringUp({ playbook, speed: 1, say });
  try {
    const down = await layEmptyHops(running.outputs.engineUrl, running.inbox.url);
    try {
      return await measured(running, runs, say);
    } finally {
      await down();
    }
  } finally {
    await running.stop();
  }
}

async function measured(running: Running, runs: number, say: (line: string) => void): Promise<Latency> {
  const cloudwatch = new CloudWatchClient(clientOf(running.outputs.engineUrl));
  const commander = new Api(running.outputs.apiUrl, running.outputs.tokens.commander);
  const alarm = running.outputs.alarmNames[0] ?? '';
  const set = (AlarmName: string, StateValue: StateValue, StateReason: string) =>
    cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
  const first = async (what: string, since: number, find: () => { at: string } | undefined): Promise<number> => {
    for (let looks = 0; looks < 6000; looks += 1) {
      const found = find();
      if (found !== undefined) return Date.parse(found.at) - since;
      await pause(5);
    }
    throw new Error(`${what}: no page within 30 s`);
  };
  const empty = async (n: number): Promise<number> => {
    await set(emptyAlarm, 'OK', 'well');
    await pause(rest);
    const since = Date.now();
    await set(emptyAlarm, 'ALARM', `run-${n}`);
    return first('empty hops', since, () =>
      running.inbox.messages({ channel: 'webhook' }).find(({ text }) => text === `O#page#run-${n}`),
    );
  };
  const seen = new Set<string>();
  const ours = async (): Promise<number> => {
    await set(alarm, 'OK', 'Threshold Crossed: well');
    await pause(rest);
    const since = Date.now();
    await set(alarm, 'ALARM', 'Threshold Crossed: 5 datapoints [23.0] were greater than the threshold (5.0).');
    const news = () => running.inbox.messages({ kind: 'page' }).find((m) => !seen.has(m.incidentId ?? ''));
    const took = await first('ours', since, news);
    const id = news()?.incidentId ?? '';
    seen.add(id);
    await commander.post(`${id}/resolve`, { as: 'false-alarm', reason: 'a measurement' });
    return took;
  };
  const pairs: { ours: number; empty: number }[] = [];
  for (let n = 0; n < warmUps + runs; n += 1) {
    const pair = { ours: await ours(), empty: await empty(n) };
    if (n >= warmUps) pairs.push(pair);
    say(`${n < warmUps ? 'warm-up' : `pair ${n - warmUps + 1}`}: ours ${pair.ours} ms, empty ${pair.empty} ms`);
  }
  const milliseconds = await durations(running.outputs.engineUrl, cloudwatch);
  cloudwatch.destroy();
  const [a, b] = [spread(pairs.map((p) => p.ours)), spread(pairs.map((p) => p.empty))];
  const ratios = spread(pairs.map((p) => p.ours / p.empty));
  return { runs, ours: a, empty: b, ratio: { ...ratios, median: a.median / b.median }, milliseconds };
}

function spread(all: number[]): Spread {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

/** What the engine's own metrics say of the product's calls, those of the warming included. */
async function durations(engineUrl: string, cloudwatch: CloudWatchClient): Promise<Latency['milliseconds']> {
  const lambda = new LambdaClient(clientOf(engineUrl));
  const found: Record<string, { calls: number; sum: number }> = {};
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName = '', Description = '' } of Functions) {
      if (!Description.startsWith('Tocsin: ')) continue;
      const { Datapoints = [] } = await cloudwatch.send(
        new GetMetricStatisticsCommand({
          Namespace: 'AWS/Lambda',
          MetricName: 'Duration',
          Dimensions: [{ Name: 'FunctionName', Value: FunctionName }],
          StartTime: new Date(Date.now() - 3_600_000),
          EndTime: new Date(Date.now() + 60_000),
          Period: 3600,
          Statistics: ['Sum', 'SampleCount'],
        }),
      );
      const kind = (found[kindOf(Description.replace('Tocsin: ', ''))] ??= { calls: 0, sum: 0 });
      for (const { Sum = 0, SampleCount = 0 } of Datapoints) {
        kind.calls += SampleCount;
        kind.sum += Sum;
      }
    }
  }
  lambda.destroy();
  return Object.fromEntries(
    Object.entries(found).flatMap(([kind, { calls, sum }]) =>
      calls === 0 ? [] : [[kind, { calls, mean: Math.round(sum / calls) }]],
    ),
  );
}
