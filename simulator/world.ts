import { seeded, tokens } from '#adapters/memory/random';
import { type MemoryTable, memoryTable } from '#adapters/memory/table';
import { checkDelay } from '#adapters/queue-delay';
import { probeAll } from '#app/doctor/probe';
import { sendMessage } from '#app/outbox/send-message';
import { sendPage } from '#app/outbox/send-page';
import type { Channel, HttpRequest, HttpResponse, Ports, QueueName } from '#app/ports';
import { mustLoad, turn } from '#app/store/incidents';
import { queueOf } from '#app/store/keys';
import { takeSignal } from '#app/store/signals';
import { timelineOf } from '#app/store/timeline';
import { NoAnswer, Unreachable } from '#core/errors';
import type { PersonCommand } from '#core/incident/command';
import type { Signal } from '#core/incident/signal';
import { iso } from '#core/incident/time';
import type { Json } from '#core/json';
import { machines } from '#core/machines';
import type { Line } from '#core/message/line';
import type { Pack, People } from '#core/playbook/pack';
import { dispatchOutbox } from '#lambdas/dispatch/dispatch-outbox';
import { carryOut } from '#lambdas/effects/carry-out';
import { receiveAlarm } from '#lambdas/ingest/receive-alarm';
import { sweep } from '#lambdas/sweep/sweep';
import { takeUp } from '#lambdas/sweep/take-up';
import { watchActions } from '#lambdas/sweep/watch-actions';
import { showsAgainAfter, tries } from '#lib/tries';
import { createDemoService, type DemoService } from '#local/demo-service/demo-service';
import { runs } from '#plugins/actions/runs';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { readings } from '#plugins/checks/readings';
import { type Plugins, plugins, vocabularyOf } from '#plugins/registry';
import { addressesOf } from './addresses.ts';
import { Executions } from './asl/executions.ts';
import { VirtualClock } from './clock.ts';
import { executionPort, tokenPort } from './execution-ports.ts';
import type { Way } from './faults/faults.ts';
import { arnOf, definitionOf, functionArn, taskOf } from './machines.ts';
import { sweepEveryMinute, sweepWhenDue } from './sweeping.ts';
import { databaseOf, systemAt } from './system.ts';
import { callTask } from './tasks.ts';
import type { Sent, WorldOptions } from './world-options.ts';

export type { Sent, WorldOptions } from './world-options.ts';

/** A whole deployment in process: the same machines, tasks and workers on a virtual clock, with table, queues, schedules and channels in memory. */
export class World {
  readonly clock: VirtualClock;
  readonly table: MemoryTable;
  readonly ports: Ports;
  readonly executions: Executions;
  readonly demoService: DemoService;
  readonly sent: Sent[] = [];
  readonly dead: { queue: QueueName; body: Json; error: unknown }[] = [];
  readonly schedules = new Map<string, string>();
  /** Whether the monitored system can be read at all. */
  measuring = false;
  #options: WorldOptions;
  readonly #plugins: Plugins;
  #ids = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#plugins = options.plugins ?? plugins;
    const { start, pack, people, speed = 1, marginSeconds = 60, seed = 1 } = options;
    this.clock = new VirtualClock(new Date(start), undefined, options.workWaits);
    this.table = memoryTable(options.table);
    this.demoService = createDemoService({
      now: () => this.clock.now(),
      components: Object.keys(pack.playbook.services),
      plugins: [...this.#plugins.checks, ...this.#plugins.actions],
    });
    const random = seeded(seed);
    this.executions = new Executions({
      clock: this.clock,
      machines: Object.fromEntries(machines.map((m) => [arnOf(m), { name: m, definition: definitionOf(m) }])),
      invoke: (arn, payload) => {
        const task = taskOf(arn);
        return callTask(task, this.#worker(task), payload, options.aggregates);
      },
      random,
      // children that a stopped parent leaves running are for the product to stop
      stopLeavesChildren: true,
      onStatus: ({ status, name, stateMachineArn }) => {
        if (status === 'RUNNING' || status === 'SUCCEEDED' || stateMachineArn === arnOf('deadline')) return;
        this.#after('status', () => takeUp(this.#worker('TakeUp'), { detail: { name, status } }));
      },
    });
    this.ports = this.#portsOf({ pack, people, speed, marginSeconds, seed });
    this.table.changes(({ pk, sk, type }) => {
      if (type !== 'INSERT' || queueOf(sk) === undefined) return;
      this.#after('stream', () =>
        dispatchOutbox(this.#worker('Dispatch'), {
          Records: [{ eventName: type, dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } } }],
        }),
      );
    });
  }

  /** Another release of the playbook is there from now on; incidents keep theirs. */
  redeploy(pack: Pack): void {
    Object.assign(this.ports.deployed, { pack });
  }

  /** The ports as one worker has them, which may die with any of its calls. */
  #worker(name: string): Ports {
    return this.#options.faults?.worker(this.ports, name) ?? this.ports;
  }

  /** Does what something that has happened brings about: at once, or as late and as often as the faults say. */
  #after(what: Way, work: () => Promise<unknown>): void {
    const { faults } = this.#options;
    if (faults === undefined) return this.clock.work(work);
    for (const late of faults.arrivals(what)) this.clock.at(this.clock.ms() + late, () => faults.survived(work));
  }

  #portsOf({
    pack,
    people,
    speed,
    marginSeconds,
    seed,
  }: {
    pack: Pack;
    people: People;
    speed: number;
    marginSeconds: number;
    seed: number;
  }): Ports {
    const { clock } = this;
    const now = () => new Date(clock.ms() + (this.#options.faults?.skew() ?? 0));
    const http = { send: (request: HttpRequest) => this.#http(request) };
    const { bases, ...system } = systemAt(demoServiceUrl, pack, http, this.#plugins);
    const reading = readings(this.#plugins.checks, { ...system, databaseOf, wallClock: now });
    const minute = seeded(this.#options.seed ?? 1);
    const log = (): void => {};
    return {
      now,
      wallClock: now,
      newId: () => {
        this.#ids += 1;
        return `id-${this.#ids}`;
      },
      newToken: tokens(seed),
      table: this.table,
      queues: {
        put: async (queue, bodies, delaySeconds = 0) => {
          checkDelay(delaySeconds);
          for (const body of bodies)
            if (delaySeconds === 0 && this.#options.faults === undefined) this.#deliver(queue, body, 1);
            else
              for (const late of this.#options.faults?.arrivals('queue') ?? [0])
                clock.ring(clock.ms() + delaySeconds * 1000 + late, () => this.#deliver(queue, body, 1));
        },
      },
      schedules: {
        set: async ({ name, at, input }) => {
          if (this.schedules.has(name)) return;
          this.schedules.set(name, iso(at));
          // as EventBridge Scheduler does: anywhere in the minute of its time, each start under a name of its own
          const within = Math.floor(minute() * marginSeconds * 1000);
          for (const [n, late] of (this.#options.faults?.arrivals('timer') ?? [0]).entries())
            clock.ring(at.getTime() + within + late, () =>
              this.executions.start(arnOf('deadline'), `scheduled-${name}.${n}`, input),
            );
        },
      },
      executions: executionPort(this.executions),
      tokens: tokenPort(this.executions),
      channels: {
        ...Object.fromEntries(this.#plugins.channels.map((channel) => [channel.tool, this.#channel(channel)])),
        ...this.#options.channels,
      },
      checks: {
        read: async (check) => {
          const takes = this.#options.readingTakes?.(check) ?? 0;
          if (takes > 0) await clock.sleep(takes);
          return this.measuring ? reading.read(check) : { value: null, because: 'nothing has been measured yet' };
        },
      },
      probe: { readAll: () => probeAll(this.ports) },
      actions: runs(this.#plugins.actions, { ...system, functionArn, wallClock: now }),
      secrets: { get: async (name) => `secret-of-${name}` },
      deployed: {
        pack,
        people,
        vocabulary: vocabularyOf(this.#plugins),
        bases,
        functions: {},
        speed,
        marginSeconds,
        apiUrl: 'https://tocsin.test',
        publicUrl: 'https://tocsin.test',
        secretPrefix: 'tocsin/',
        dashboardUrl: 'https://tocsin.test/dashboard',
        alarms: this.#options.alarms ?? {},
        catchAll: this.#options.catchAll,
      },
      metrics: { put: () => {} },
      log: { info: log, warn: log, error: log },
    };
  }

  #channel(channel: ChannelPlugin): Channel {
    const { tool } = channel;
    return {
      send: async (message, recipient, refs) => {
        const to = message.kind === 'room' ? [message.room.name] : addressesOf(channel, recipient, refs);
        const fault = this.#options.fault?.(tool, message, to);
        if (fault !== undefined && !(fault instanceof NoAnswer)) throw fault;
        this.sent.push({ at: iso(this.clock.ms()), channel: tool, to, message });
        if (fault !== undefined) throw fault;
        const n = String(this.sent.length);
        return {
          providerId: `${tool}-${n}`,
          ref: { ts: n, channel: to[0] ?? '', ...(message.kind === 'room' ? { room: message.room.name } : {}) },
        };
      },
    };
  }

  /** The demo service over the `Http` port, without a socket. */
  async #http({ method, url, headers = {}, body = '' }: HttpRequest): Promise<HttpResponse> {
    const { pathname, search } = new URL(url);
    const answer = await this.demoService.handle({
      method,
      path: `${pathname}${search}`,
      headers: { host: '127.0.0.1', ...headers },
      body,
    });
    if ('broken' in answer) throw answer.broken === 'lost' ? new NoAnswer('no answer') : new Unreachable('refused');
    return { status: answer.status, headers: answer.headers, body: String(answer.body) };
  }

  /** At least once: what fails is delivered again after as long, and is a dead letter after as many deliveries, as on AWS. */
  #deliver(queue: QueueName, body: Json, receive: number): void {
    this.clock.work(async () => {
      try {
        await consumers[queue](this.#worker(queue), body);
      } catch (error) {
        if (receive >= tries[queue]) this.dead.push({ queue, body, error });
        else
          this.clock.ring(this.clock.ms() + showsAgainAfter[queue] * 1000, () =>
            this.#deliver(queue, body, receive + 1),
          );
      }
    });
  }

  async #swept(): Promise<void> {
    const { faults } = this.#options;
    const sweeps = { Sweep: (ports: Ports) => sweep(ports, this.#options.aggregates), WatchActions: watchActions };
    for (const [name, each] of Object.entries(sweeps))
      await (faults === undefined ? each(this.ports) : faults.survived(() => each(this.#worker(name))));
  }

  /** Runs the sweeper every minute; a story that shows recovery turns it on. */
  everyMinuteSweep(until: Date): void {
    sweepEveryMinute(this.clock, until, () => this.#swept());
  }

  /** Runs the sweeper in those minutes in which these partitions have something due. */
  sweepWhenDue(until: Date, partitions: readonly string[]): void {
    sweepWhenDue(this, until, partitions, () => this.#swept());
  }

  async signal(signal: Signal) {
    return takeSignal(this.ports, signal);
  }

  /** A payload as a source sends it, taken in by the ingest's own handler. */
  async receive(payload: unknown): Promise<void> {
    await receiveAlarm(this.ports, payload, this.#plugins.sources);
  }

  #commands = 0;
  /** Sends a person's command, as the API would. */
  async say(id: string, command: PersonCommand): Promise<void> {
    this.#commands += 1;
    await turn(this.ports, id, `test/${id}/${this.#commands}`, command);
  }

  async timeline(id: string): Promise<Line[]> {
    const { incident } = await mustLoad(this.ports, id);
    return timelineOf(this.ports, id, incident.openedAt, incident.speed);
  }

  async incident(id: string) {
    return (await mustLoad(this.ports, id)).incident;
  }
}

const consumers: Record<QueueName, (ports: Ports, body: Json) => Promise<void>> = {
  page: sendPage,
  send: sendMessage,
  effects: carryOut,
};
const demoServiceUrl = 'http://demo-service.test';
