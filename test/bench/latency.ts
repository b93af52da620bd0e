import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CloudWatchClient, SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { Api } from '#local/api';
import { bringUp, type Running } from '#local/bring-up';
import { clientOf, emptyAlarm, layEmptyHops } from './empty-hops.ts';

export interface Spread {
  median: number;
  min: number;
  max: number;
}
export interface Latency {
  runs: number;
  /** Work that the machine had beside this before it began, by processor: much over 0.5 and the figures are of that work too. */
  load: number;
  ours: Spread;
  empty: Spread;
  /** Of the medians; `min` and `max` are those of the pairs, each measured one after the other. */
  ratio: Spread;
  /** Of ours, until the incident and its page are written, and from there to the page. */
  toRow: Spread;
  toPage: Spread;
  /** Median milliseconds of a call on the engine, by handler. */
  milliseconds: Record<string, { calls: number; median: number }>;
}

const playbook = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
/** Pairs that only warm workers, connections and code. */
const warmUps = 4;
/** Milliseconds that the machines of an ended incident are given to leave before the next alarm. */
const rest = 1200;

/** Alarm to first page on the local engine, beside the same hops with empty handlers: A B A B, in one run on one engine. */
export async function measureLatency(runs: number, say: (line: string) => void): Promise<Latency> {
  const load = (loadavg()[0] ?? 0) / availableParallelism();
  const running = await bringUp({ playbook, speed: 1, say });
  try {
    const down = await layEmptyHops(running.outputs.engineUrl, running.inbox.url);
    try {
      return { load, ...(await measured(running, runs, say)) };
    } finally {
      await down();
    }
  } finally {
    await running.stop();
  }
}

async function measured(running: Running, runs: number, say: (line: string) => void): Promise<Omit<Latency, 'load'>> {
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
  const table = new DynamoDBClient(clientOf(running.outputs.engineUrl));
  const seen = new Set<string>();
  const written = async (id: string): Promise<number> => {
    const { Items = [] } = await table.send(
      new QueryCommand({
        TableName: running.stack['TableName'],
        KeyConditionExpression: 'pk = :id AND begins_with(sk, :page)',
        ExpressionAttributeValues: { ':id': { S: id }, ':page': { S: 'O#page#' } },
      }),
    );
    return Math.min(...Items.map((row) => Date.parse(row['createdAt']?.S ?? '')));
  };
  const ours = async (): Promise<{ took: number; row: number }> => {
    await set(alarm, 'OK', 'Threshold Crossed: well');
    await pause(rest);
    const since = Date.now();
    await set(alarm, 'ALARM', 'Threshold Crossed: 5 datapoints [23.0] were greater than the threshold (5.0).');
    const news = () => running.inbox.messages({ kind: 'page' }).find((m) => !seen.has(m.incidentId ?? ''));
    const took = await first('ours', since, news);
    const id = news()?.incidentId ?? '';
    seen.add(id);
    await commander.post(`${id}/resolve`, { as: 'false-alarm', reason: 'a measurement' });
    return { took, row: (await written(id)) - since };
  };
  const pairs: { ours: number; empty: number; row: number }[] = [];
  for (let n = 0; n < warmUps + runs; n += 1) {
    const { took, row } = await ours();
    const pair = { ours: took, row, empty: await empty(n) };
    if (n >= warmUps) pairs.push(pair);
    say(`${n < warmUps ? 'warm-up' : `pair ${n - warmUps + 1}`}: ours ${pair.ours} ms, empty ${pair.empty} ms`);
  }
  const milliseconds = await durations(running.outputs.engineUrl);
  cloudwatch.destroy();
  table.destroy();
  const [a, b] = [spread(pairs.map((p) => p.ours)), spread(pairs.map((p) => p.empty))];
  const ratios = spread(pairs.map((p) => p.ours / p.empty));
  return {
    runs,
    ours: a,
    empty: b,
    ratio: { ...ratios, median: a.median / b.median },
    toRow: spread(pairs.map(({ row }) => row)),
    toPage: spread(pairs.map((p) => p.ours - p.row)),
    milliseconds,
  };
}

function spread(all: number[]): Spread {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

const Events = z.object({ events: z.array(z.object({ message: z.string() })), nextToken: z.string().optional() });

/** What the engine's own logs say of the product's calls, those of the warming included: medians by handler. */
async function durations(engineUrl: string): Promise<Latency['milliseconds']> {
  const lambda = new LambdaClient(clientOf(engineUrl));
  const found: Latency['milliseconds'] = {};
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { Description = '', LoggingConfig } of Functions) {
      if (!Description.startsWith('Tocsin: ') || LoggingConfig?.LogGroup === undefined) continue;
      const all = await reported(engineUrl, LoggingConfig.LogGroup);
      const name = Description.replace('Tocsin: ', '');
      if (all.length > 0) found[name] = { calls: all.length, median: spread(all).median };
    }
  }
  lambda.destroy();
  return found;
}

/** Milliseconds of each call of a function, by the REPORT lines of its log. */
async function reported(engineUrl: string, logGroupName: string): Promise<number[]> {
  const all: number[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await fetch(engineUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify({ logGroupName, limit: 10_000, nextToken }),
    });
    if (!answer.ok) return all;
    const page = Events.parse(await answer.json());
    for (const { message } of page.events) {
      const [, ms] = /^REPORT .*\tDuration: ([\d.]+) ms/.exec(message) ?? [];
      if (ms !== undefined) all.push(Number(ms));
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return all;
}
