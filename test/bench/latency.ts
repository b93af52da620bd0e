import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CloudWatchClient, SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { Api } from '#local/api';
import { bringUp, type Running } from '#local/bring-up';
import { emptyHops, layHops, loadedHops } from './empty-hops.ts';
import { clientOf } from './laid.ts';
import { type Spread, spread } from './spread.ts';

export interface Latency {
  runs: number;
  /** Work that the machine had beside this before it began, by processor: much over 0.5 and the figures are of that work too. */
  load: number;
  ours: Spread;
  empty: Spread;
  /** The same hops with one read, one transaction as large as an opening, and one claim. */
  loaded: Spread;
  /** Ours in times of each; of the medians, `min` and `max` are those of the runs, each measured one after the other. */
  ratio: Spread;
  toLoaded: Spread;
  /** Of ours, until the incident and its page are written, and from there to the page. */
  toRow: Spread;
  toPage: Spread;
  /** Median milliseconds of a call on the engine, by handler. */
  milliseconds: Record<string, { calls: number; median: number }>;
}

const playbook = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
/** Runs that only warm workers, connections and code. */
const warmUps = 4;
/** Milliseconds that the machines of an ended incident are given to leave before the next alarm. */
const rest = 1200;

/** Alarm to first page on the local engine, beside the same hops with empty and with loaded handlers: A B C A B C, in one run on one engine. */
export async function measureLatency(runs: number, rowBytes: number[], say: (line: string) => void): Promise<Latency> {
  const load = (loadavg()[0] ?? 0) / availableParallelism();
  const running = await bringUp({ playbook, speed: 1, say });
  const { engineUrl } = running.outputs;
  const laid: { alarm: string; down: () => Promise<void> }[] = [];
  try {
    for (const hops of [emptyHops, loadedHops(rowBytes)]) laid.push(await layHops(engineUrl, running.inbox.url, hops));
    const [empty, loaded] = laid.map(({ alarm }) => alarm);
    return { load, ...(await measured(running, { empty, loaded }, runs, say)) };
  } finally {
    for (const { down } of laid) await down();
    await running.stop();
  }
}

async function measured(
  running: Running,
  beside: { empty: string | undefined; loaded: string | undefined },
  runs: number,
  say: (line: string) => void,
): Promise<Omit<Latency, 'load'>> {
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
  const hops = async (name: string | undefined, n: number): Promise<number> => {
    await set(name ?? '', 'OK', 'well');
    await pause(rest);
    const since = Date.now();
    await set(name ?? '', 'ALARM', `${name}-${n}`);
    return first(`${name}`, since, () =>
      running.inbox.messages({ channel: 'webhook' }).find(({ text }) => text === `O#page#${name}-${n}`),
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
  const all: { ours: number; empty: number; loaded: number; row: number }[] = [];
  for (let n = 0; n < warmUps + runs; n += 1) {
    const { took, row } = await ours();
    const run = { ours: took, row, empty: await hops(beside.empty, n), loaded: await hops(beside.loaded, n) };
    if (n >= warmUps) all.push(run);
    const name = n < warmUps ? 'warm-up' : `run ${n - warmUps + 1}`;
    say(`${name}: ours ${run.ours} ms, empty ${run.empty} ms, loaded ${run.loaded} ms`);
  }
  const milliseconds = await durations(running.outputs.engineUrl);
  cloudwatch.destroy();
  table.destroy();
  const [a, b, c] = [all.map((run) => run.ours), all.map((run) => run.empty), all.map((run) => run.loaded)].map(spread);
  if (a === undefined || b === undefined || c === undefined) throw new Error('nothing was measured');
  return {
    runs,
    ours: a,
    empty: b,
    loaded: c,
    ratio: { ...spread(all.map((run) => run.ours / run.empty)), median: a.median / b.median },
    toLoaded: { ...spread(all.map((run) => run.ours / run.loaded)), median: a.median / c.median },
    toRow: spread(all.map(({ row }) => row)),
    toPage: spread(all.map((run) => run.ours - run.row)),
    milliseconds,
  };
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
