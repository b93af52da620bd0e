import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueueName } from '#app/ports';
import { queueOf } from '#app/store/keys';
import type { Json } from '#core/json';
import { machines as everyMachine, type MachineName } from '#core/machines';
import { dimensionsOf } from '#core/published-metrics';
import { api } from '#lambdas/api/app';
import { receiveAlarm } from '#lambdas/ingest/receive-alarm';
import { folderOf, kebab } from '#lib/names';
import { World, type WorldOptions } from '#simulator/world';
import { countedTable, noUnits, type Units } from './counted-table.ts';

/** Whose work it is: `people` is what calls of the API cost themselves. */
const parties = ['alarms in', 'people (API)', 'machines and tasks', 'pages', 'messages', 'effects'] as const;
type Party = (typeof parties)[number];
const reader: Record<QueueName, { party: Party; handler: string }> = {
  page: { party: 'pages', handler: 'page/send-page' },
  send: { party: 'messages', handler: 'send/send-message' },
  effects: { party: 'effects', handler: 'effects/carry-out' },
};

export interface MachineCount {
  executions: number;
  transitions: number;
  events: number;
}
/** All the work that one incident made, as AWS would count it. */
export interface Counted {
  incident: string;
  severity: string;
  hours: number;
  machines: Record<string, MachineCount>;
  transitions: number;
  events: number;
  executions: number;
  /** Executions that nothing else started: each is a trace. */
  roots: number;
  lambdas: Record<string, { calls: number; cold: number }>;
  units: Record<string, Units>;
  streamRecords: number;
  storedBytes: number;
  queueMessages: number;
  queueRequests: number;
  schedules: number;
  apiCalls: number;
  /** Custom metrics by name, dimensions and hour: so they are billed. */
  metricHours: number;
  sends: Record<string, number>;
  /** Recipients of mail: so SES counts. */
  mails: number;
}

/** Minutes after which a worker that was not called is taken to be gone: the next call starts cold. An estimate. */
const workerLives = 7;

/** A world whose ports count. Work is told apart by who began it, through every promise and timer. */
export class CountedWorld {
  readonly world: World;
  readonly #who = new AsyncLocalStorage<Party>();
  readonly #units = Object.fromEntries(parties.map((party) => [party, noUnits()])) as Record<Party, Units>;
  readonly #calls: { handler: string; at: number }[] = [];
  readonly #began: number;
  readonly #started = new Set<string>();
  #records = 0;
  #messages = 0;
  #requests = 0;
  #apiCalls = 0;
  readonly #metrics = new Set<string>();

  constructor(options: WorldOptions) {
    this.world = new World(options);
    this.#began = this.world.clock.now().getTime();
    const { world } = this;
    const { ports } = world;
    const { executions, queues, schedules, tokens } = ports;
    // what a machine does is the machine's own, by whatever it was started
    const machine = <T>(work: () => Promise<T>): Promise<T> => this.#who.run('machines and tasks', work);
    ports.table = countedTable(world.table, () => this.#units[this.#who.getStore() ?? 'machines and tasks']);
    ports.queues = {
      put: async (queue, bodies, delaySeconds) => {
        this.#messages += bodies.length;
        // one request puts ten; each message is received and deleted
        this.#requests += Math.ceil(bodies.length / 10) + 2 * bodies.length;
        for (const _ of bodies) this.#call(reader[queue].handler);
        await this.#who.run(reader[queue].party, () => queues.put(queue, bodies, delaySeconds));
      },
    };
    ports.executions = {
      ...executions,
      start: async (name, id, input) => {
        this.#started.add(`${name} ${id}`);
        return machine(() => executions.start(name, id, input));
      },
    };
    ports.schedules = { set: (schedule) => machine(() => schedules.set(schedule)) };
    ports.tokens = {
      succeed: (token, output) => machine(() => tokens.succeed(token, output)),
      fail: (token, error, cause) => machine(() => tokens.fail(token, error, cause)),
    };
    ports.metrics = {
      put: (metric) =>
        void this.#metrics.add(
          `${metric.name} ${JSON.stringify(dimensionsOf(metric))} ${Math.floor(world.clock.now().getTime() / 3_600_000)}`,
        ),
    };
    // rows of one write stand beside each other in the stream, and are one batch
    let dispatching = false;
    world.table.changes(({ sk, type }) => {
      this.#records += 1;
      if (type !== 'INSERT' || queueOf(sk) === undefined || dispatching) return;
      dispatching = true;
      queueMicrotask(() => {
        dispatching = false;
      });
      this.#call('dispatch/dispatch-outbox');
    });
  }

  #call(handler: string): void {
    this.#calls.push({ handler, at: this.world.clock.now().getTime() });
  }

  /** An alarm's change as it comes: once by EventBridge and once by SNS, each a message of its own. */
  async alarm(name: string, value: 'ALARM' | 'OK', measured: number): Promise<void> {
    const arn = `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
    const at = this.world.clock.now().toISOString().replace('Z', '+0000');
    const reasonData = JSON.stringify({ version: '1.0', recentDatapoints: [measured] });
    const state = { value, reason: `Threshold Crossed: [${measured}]`, reasonData, timestamp: at };
    const byBus = {
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [arn],
      detail: { alarmName: name, state },
    };
    const Message = JSON.stringify({
      AlarmName: name,
      AlarmArn: arn,
      NewStateValue: value,
      NewStateReason: state.reason,
      StateChangeTime: at,
    });
    for (const body of [
      byBus,
      { Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:000000000000:alarms', Message },
    ]) {
      this.#messages += 1;
      this.#requests += 3;
      this.#call('ingest/receive-alarm');
      await this.#who.run('alarms in', () => receiveAlarm(this.world.ports, body as Json));
    }
    await this.world.clock.wind(0);
  }

  /** One call of the API by somebody who is signed in. */
  async #http(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    this.#apiCalls += 1;
    this.#call('api/serve');
    const claims = { email: 'ana@tracktion.example', 'cognito:groups': '[commander]' };
    const init = {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const answer = await this.#who.run('people (API)', async () =>
      api(this.world.ports).request(`http://api${path}`, init, {
        requestContext: { authorizer: { jwt: { claims } } },
      }),
    );
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    await this.world.clock.wind(0);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** What a person does: looks at the incident, then acts. */
  async act(id: string, act: string, body: object): Promise<void> {
    await this.#http('GET', `/v1/incidents/${id}`);
    await this.#http('POST', `/v1/incidents/${id}/${act}`, body);
  }

  declare = async (body: object): Promise<string> => String((await this.#http('POST', '/v1/incidents', body))['id']);

  /** Begins to count anew. */
  forget(): void {
    for (const party of parties) Object.assign(this.#units[party], noUnits());
    this.#records = 0;
  }

  /** Units of work that is not part of the incident. */
  async unitsOf(work: () => Promise<unknown>): Promise<Units> {
    const before = { ...this.#units['machines and tasks'] };
    await this.#who.run('machines and tasks', work);
    const now = this.#units['machines and tasks'];
    return {
      reads: now.reads - before.reads,
      writes: now.writes - before.writes,
      indexWrites: now.indexWrites - before.indexWrites,
    };
  }

  async counted(incident: string): Promise<Counted> {
    const { executions } = this.world;
    const machines: Record<string, MachineCount> = {};
    const calls = [...this.#calls];
    let roots = 0;
    for (const machine of everyMachine) {
      const found = await executions.list(`arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`);
      const count: MachineCount = { executions: 0, transitions: 0, events: 0 };
      for (const { executionArn, name } of found) {
        const history = executions.history(executionArn);
        count.executions += 1;
        count.transitions += executions.transitions(executionArn);
        count.events += history.length;
        if (this.#started.has(`${machine} ${name}`) || name.startsWith('scheduled-')) roots += 1;
        for (const { type, parameters, timestamp } of history) {
          const task = type === 'TaskScheduled' ? taskOf(parameters) : undefined;
          if (task !== undefined)
            calls.push({ handler: `${folderOf(machine as MachineName)}/${kebab(task)}`, at: timestamp.getTime() });
        }
      }
      machines[machine] = count;
    }
    const sum = (what: keyof MachineCount): number => Object.values(machines).reduce((all, m) => all + m[what], 0);
    const { severity } = await this.world.incident(incident);
    return {
      incident,
      severity,
      hours: Math.round((this.world.clock.now().getTime() - this.#began) / 36_000) / 100,
      machines,
      transitions: sum('transitions'),
      events: sum('events'),
      executions: sum('executions'),
      roots,
      lambdas: lambdasOf(calls),
      units: this.#units,
      streamRecords: this.#records,
      storedBytes: Buffer.byteLength(JSON.stringify(this.world.table.dump())),
      queueMessages: this.#messages,
      queueRequests: this.#requests,
      schedules: this.world.schedules.size,
      apiCalls: this.#apiCalls,
      metricHours: this.#metrics.size,
      sends: tally(this.world.sent.map(({ channel, message }) => `${channel} ${message.kind}`)),
      mails: this.world.sent.reduce((all, { channel, to }) => all + (channel === 'email' ? to.length : 0), 0),
    };
  }
}

const taskOf = (parameters: unknown): string | undefined => {
  const name = (parameters as { FunctionName?: unknown } | undefined)?.FunctionName;
  return typeof name === 'string' ? name.split(':').at(-1) : undefined;
};

const tally = (names: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names.sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

function lambdasOf(calls: { handler: string; at: number }[]): Record<string, { calls: number; cold: number }> {
  const found: Record<string, { calls: number; cold: number }> = {};
  const last = new Map<string, number>();
  for (const { handler, at } of calls.sort((a, b) => a.handler.localeCompare(b.handler) || a.at - b.at)) {
    const count = (found[handler] ??= { calls: 0, cold: 0 });
    count.calls += 1;
    if (at - (last.get(handler) ?? Number.NEGATIVE_INFINITY) > workerLives * 60_000) count.cold += 1;
    last.set(handler, at);
  }
  return found;
}
