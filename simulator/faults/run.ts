import { createHash } from 'node:crypto';
import { turnOf } from '#app/aggregates/timed';
import { fileItems } from '#app/items/file-items';
import { timedItem } from '#app/items/timed-item';
import { turn } from '#app/store/incidents';
import { takeSignal } from '#app/store/signals';
import { Conflict, InvalidInput, NotFound } from '#core/errors';
import type { PersonCommand } from '#core/incident/command';
import type { Signal } from '#core/incident/signal';
import { isOver, questionOf } from '#core/incident/state';
import type { Pack, People } from '#core/playbook/pack';
import { World } from '../world.ts';
import { Injected, TableFailed } from './injected.ts';
import { checkSendings, Violation, Watcher } from './invariants.ts';
import { Killed } from './mortal.ts';
import { BUSY, type FaultKind, type Plan, type Step } from './plan.ts';
import { checkRest } from './rest.ts';

const START = Date.parse('2026-03-11T14:00:00Z');
/** Seconds without faults after which everything must be in order again. */
const QUIET = 2400;
/** Seconds after which somebody whose call has failed calls again. */
const AGAIN = 20;

export interface Deployment {
  people: People;
  /** Releases of the playbook; the first is there from the begin. */
  packs: readonly [Pack, ...Pack[]];
}
export interface Ran {
  violation?: string;
  /** A digest of everything that was written and sent, with its time. */
  trace: string;
  incidents: number;
  events: number;
  struck: ReadonlyMap<FaultKind, number>;
}

/** Runs a plan on a world of its own, looks at every write, and says what was wrong first. */
export async function run(plan: Plan, { people, packs }: Deployment): Promise<Ran> {
  const watcher = new Watcher();
  const trace = createHash('sha256');
  let events = 0;
  const started = { clock: { now: () => new Date(START) } };
  const now = (): number => (world ?? started).clock.now().getTime();
  let world: World | undefined;
  const faults = new Injected(plan.seed, now);
  const built = new World({
    start: new Date(START).toISOString(),
    pack: packs[0],
    people,
    catchAll: 'oncall_manager',
    seed: plan.seed,
    faults,
    fault: (tool) => faults.outage(tool),
    table: {
      lagIndexes: () => faults.isStale(),
      fail: (call) => {
        watcher.seen(call);
        return faults.table(call);
      },
    },
  });
  world = built;
  built.measuring = true;
  built.table.changes(({ pk, sk, type }) => {
    events += 1;
    trace.update(`${now()} ${type} ${pk} ${sk}\n`);
  });
  const life = new Life(built, faults, packs);
  for (const step of plan.steps) built.clock.at(START + step.at * 1000, () => life.does(step));
  built.everyMinuteSweep(new Date(START + (BUSY + QUIET) * 1000));
  let violation: string | undefined;
  try {
    for (let minute = 1; minute <= (BUSY + QUIET) / 60; minute += 1) {
      await built.clock.wind(new Date(START + minute * 60_000));
      if (watcher.violation !== undefined) throw watcher.violation;
    }
    checkSendings(built.sent);
    await checkRest(built, life.taken);
  } catch (error) {
    if (error instanceof Violation) violation = error.message;
    else violation = `an error that nobody catches: ${describe(error)}`;
  }
  for (const { at, channel, message } of built.sent) trace.update(`${at} ${channel} ${message.key}\n`);
  return {
    ...(violation === undefined ? {} : { violation }),
    trace: trace.digest('hex'),
    incidents: life.opened(),
    events,
    struck: faults.struck,
  };
}

const describe = (error: unknown): string =>
  error instanceof AggregateError
    ? error.errors.map(describe).join(' | ')
    : error instanceof Error
      ? (error.stack ?? error.message).split('\n').slice(0, 12).join(' ')
      : String(error);

/** The people, alarms and systems of a plan. */
class Life {
  readonly #world: World;
  readonly #faults: Injected;
  readonly #packs: Deployment['packs'];
  /** Every signal that was taken in. */
  readonly taken: Signal[] = [];
  #commands = 0;

  constructor(world: World, faults: Injected, packs: Deployment['packs']) {
    this.#world = world;
    this.#faults = faults;
    this.#packs = packs;
  }

  opened = (): number => this.#ids().length;

  #ids(): string[] {
    const rows = this.#world.table.dump().filter((row) => row.sk === 'STATE' && row.listPk === 'INCIDENT');
    return rows.sort((a, b) => String(a.listSk).localeCompare(String(b.listSk))).map((row) => row.pk);
  }

  async does(step: Step): Promise<void> {
    const world = this.#world;
    switch (step.do) {
      case 'signal':
        return this.#signal(step);
      case 'say':
        return this.#say(step);
      case 'system': {
        const names = Object.keys(this.#packs[0].playbook.services);
        const components = Object.fromEntries(names.map((name, n) => [name, n < step.broken ? 'down' : 'ok'] as const));
        world.demoService.setState({ components, errorRate: step.errorRate, p95Ms: step.errorRate > 1 ? 3000 : 500 });
        return;
      }
      case 'fault':
        this.#faults.begin(step.fault, step.seconds);
        return;
      case 'kill': {
        const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:${step.machine}`;
        const [running] = await world.executions.list(arn, 'RUNNING');
        if (running !== undefined) await world.executions.stop(running.executionArn, 'somebody stopped it');
        return;
      }
      case 'redeploy':
        world.redeploy(this.#packs[step.release % this.#packs.length] ?? this.#packs[0]);
        return;
      case 'item':
        return this.#item(step);
      case 'item-done':
        return this.#itemDone(step.item);
      case 'poison':
        await this.#until(() =>
          world.table.write([
            {
              put: {
                pk: 'POISON',
                sk: 'STATE',
                duePk: 'AGGREGATE',
                dueAt: world.clock.now().toISOString(),
                incident: 7,
              },
            },
          ]),
        );
    }
  }

  /** A source repeats what is not taken in; as an alarm's queue does. */
  async #signal({ key, state, value }: Extract<Step, { do: 'signal' }>): Promise<void> {
    const { clock, ports } = this.#world;
    const { playbook } = this.#packs[0];
    const services = Object.keys(playbook.services);
    const rules = playbook.detection.rules.map((rule) => rule.id);
    const signal: Signal = {
      source: 'cloudwatch',
      key: `alarm-${key}`,
      state,
      at: clock.now().toISOString(),
      title: `Alarm ${key}`,
      service: services[Math.floor(key / 2) % services.length] ?? '',
      rule: rules[key % rules.length] ?? '',
      value,
      summary: `${value} %`,
    };
    this.taken.push(signal);
    await this.#until(() => takeSignal(this.#faults.worker(ports), signal));
  }

  async #say(step: Extract<Step, { do: 'say' }>): Promise<void> {
    const id = this.#ids()[step.incident];
    if (id === undefined) return;
    this.#commands += 1;
    const name = `life/${this.#commands}`;
    const { ports } = this.#world;
    await this.#until(async () => {
      const command = await this.#commandOf(step, id);
      if (command !== undefined) await turn(this.#faults.worker(ports), id, name, command);
    });
  }

  async #commandOf(step: Extract<Step, { do: 'say' }>, id: string): Promise<PersonCommand | undefined> {
    if ('command' in step) return step.command;
    if ('answer' in step) return this.#answer(id, step.answer);
    const of = this.#ids()[step.merge];
    const other = of === undefined || of === id ? undefined : await this.#world.incident(of);
    if (of === undefined || other === undefined || isOver(other)) return undefined;
    return { do: 'resolve', by: step.by, as: 'duplicate', of, reason: 'the same trouble' };
  }

  async #answer(id: string, n: number): Promise<PersonCommand | undefined> {
    const question = questionOf(await this.#world.incident(id));
    const option = question?.options[n % Math.max(1, question.options.length)];
    if (question === undefined || option === undefined) return undefined;
    return { do: 'answer', by: 'ana', question: question.id, option: option.id };
  }

  /** As the review files it. */
  async #item({ item, incident, owner }: Extract<Step, { do: 'item' }>): Promise<void> {
    const id = this.#ids()[incident];
    if (id === undefined) return;
    const words = { title: 'An alarm', priority: 'high', category: 'monitoring', horizon: 'immediate' };
    const filed = { id: `AI-${item}`, ...words, owner, due: '2026-03-11', status: 'open' };
    await this.#until(() => fileItems(this.#faults.worker(this.#world.ports), id, [filed]));
  }

  /** As the API changes it. */
  async #itemDone(item: number): Promise<void> {
    await this.#until(() =>
      turnOf(this.#faults.worker(this.#world.ports), timedItem, `AI-${item}`, {}, (state) => ({
        state: { ...state, item: { ...state.item, status: 'done' as const } },
      })),
    );
  }

  /** Tries until it is done or refused for good. */
  async #until(work: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (error instanceof Conflict || error instanceof InvalidInput || error instanceof NotFound) return;
        if (!(error instanceof Killed || error instanceof TableFailed)) throw error;
        await this.#world.clock.sleep(AGAIN * 1000);
      }
    }
  }
}
