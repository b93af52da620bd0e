import { registry } from '#app/operations/registry';
import { questionOf } from '#core/incident/state';
import { isRecord, textOf } from '#core/json';
import type { Pack } from '#core/playbook/pack';
import { api } from '#lambdas/api/app';
import { receiveAlarm } from '#lambdas/ingest/receive-alarm';
import { checkSendings, Violation, Watcher } from '#simulator/faults/invariants';
import { Killed } from '#simulator/faults/mortal';
import { checkRest } from '#simulator/faults/rest';
import { World } from '#simulator/world';
import { changed, tracktion } from '#test/story';
import { claimsOf } from '../../api/support.ts';
import { type Death, KillAt } from './kill-at.ts';

const START = Date.parse('2026-03-11T14:02:00Z');
/** Seconds after which a caller without an answer asks again. */
const AGAIN = 20;
/** How often somebody asks before giving up: longer than it takes to heal anything. */
const TRIES = 15;
/** Minutes of the life, the last of which nobody does anything in. */
const MINUTES = 55;

/** Tracktion with a question at every point that can have one, and a stability loop of two minutes. */
export const asking: Pack = changed((pack) => {
  const { triage, verification } = pack.playbook;
  triage.confirm = { ask: 'IC', again: '15m' };
  verification.stability = { interval: '60s', total: '120s', passes: 2, restarts: 1 };
  const [first, ...others] = pack.runbooks['rollback']?.steps ?? [];
  if (first === undefined || pack.runbooks['rollback'] === undefined) throw new Error('no roll-back');
  pack.runbooks['rollback'].steps = [
    first,
    { id: 'graphs', if: { check: { 'error-rate': { below: 5 } } }, read: ['error-rate', 'p95'] },
    { id: 'look', title: 'Look at the graphs', human: 'IC', instruction: 'Is it calm?', again: '15m' },
    { id: 'calm', check: { 'error-rate': { below: 2 } }, wait: '10s', for: '60s', interval: '30s', else: 'fail' },
    {
      id: 'which',
      choice: 'IC',
      text: 'Is that all?',
      options: { done: { goto: 'rest' }, more: { fail: true } },
    },
    { id: 'passed', human: 'IC', instruction: 'Never asked' },
    { id: 'rest', wait: '70s' },
    ...others,
  ];
}, 'asking');

interface Call {
  at: number;
  /** `A`, `B` or `C`: the incidents in order of their opening. */
  of?: 'A' | 'B' | 'C';
  line: string;
  body: object;
}

/** What people do by the API, in minutes of the life: every operation that writes, at least once. */
const calls: readonly Call[] = [
  { at: 1, line: 'POST /v1/incidents', body: { title: 'Uploads fail', severity: 'P2' } },
  { at: 2, line: 'POST /v1/incidents', body: { title: 'Mails are late', severity: 'P3' } },
  { at: 3, of: 'A', line: 'cannot', body: { reason: 'on a train' } },
  // a page whose worker died is sent again within three minutes: nobody acknowledges before that
  { at: 6, of: 'A', line: 'acknowledge', body: {} },
  { at: 7, of: 'A', line: 'not-me', body: { reason: 'that was not me' } },
  { at: 10, of: 'A', line: 'acknowledge', body: {} },
  { at: 11, of: 'A', line: 'release', body: { reason: 'shift is over' } },
  { at: 14, of: 'A', line: 'acknowledge', body: {} },
  { at: 14.1, of: 'A', line: 'roles', body: { role: 'IC', person: 'ana' } },
  { at: 14.2, of: 'A', line: 'responders', body: { to: 'tom', reason: 'knows the queue' } },
  { at: 14.3, of: 'A', line: 'escalate', body: { level: 2, reason: 'it gets worse' } },
  { at: 14.4, of: 'A', line: 'notes', body: { text: 'release 7 is bad', facts: {} } },
  {
    at: 14.5,
    of: 'A',
    line: 'updates',
    body: { audience: 'internal', fields: { situation: 'bad', actions: 'none', 'next-steps': 'roll back' } },
  },
  { at: 14.6, of: 'B', line: 'severity', body: { severity: 'P3', reason: 'one customer' } },
  { at: 15, of: 'B', line: 'merge', body: { of: 'A', reason: 'the same cause' } },
  { at: 16, of: 'C', line: 'resolve', body: { as: 'false-alarm', reason: 'a test' } },
  { at: 18, of: 'C', line: 'reopen', body: { reason: 'no test' } },
  { at: 20, of: 'C', line: 'resolve', body: { as: 'recovered', reason: 'well again' } },
  { at: 21, line: 'POST /v1/test-pages', body: { to: 'me' } },
  {
    at: 46,
    line: 'POST /v1/covers',
    body: { rotation: 'primary', person: 'ana', from: '2026-03-20T14:00:00Z', to: '2026-03-20T16:00:00Z' },
  },
  { at: 47, line: 'POST /v1/covers/first/take-back', body: {} },
  {
    at: 30,
    line: 'POST /v1/maintenance',
    body: {
      title: 'New cache',
      services: ['redis'],
      from: '2026-03-11T14:36:00Z',
      until: '2026-03-11T14:39:00Z',
      lead: 'ana',
    },
  },
  {
    at: 31,
    line: 'POST /v1/maintenance',
    body: { title: 'Later', services: ['redis'], from: '2026-03-20T14:00:00Z', until: '2026-03-20T15:00:00Z' },
  },
  { at: 32, line: 'POST /v1/maintenance/later/cancel', body: {} },
  { at: 36, line: 'POST /v1/maintenance/first/move', body: { until: '2026-03-11T14:41:00Z' } },
  { at: 50, line: 'PATCH /v1/action-items/first', body: { status: 'done' } },
];

/** What a life came to. */
export interface Life {
  /** Calls of ports by worker, up to the end of the life. */
  calls: ReadonlyMap<string, number>;
  /** What the dying worker was about to do, or had just done; none: it never came so far. */
  struck: string | undefined;
  wrong: string[];
  /** Keys of everything that was sent. */
  sent: ReadonlySet<string>;
  questions: string[];
}

/** One life of three incidents, in which nothing goes wrong but one death; afterwards the world goes on. */
export async function live(death?: Death): Promise<Life> {
  const watcher = new Watcher();
  const faults = new KillAt(death);
  const world = new World({
    start: new Date(START).toISOString(),
    pack: asking,
    people: tracktion.people,
    catchAll: 'oncall_manager',
    alarms: { 'high-error-rate': { service: 'analysis-service', rule: 'high-error-rate' } },
    seed: 1,
    faults,
    table: {
      fail: (call) => {
        watcher.seen(call);
        return undefined;
      },
    },
  });
  const person = new Person(world, faults);
  world.measuring = true;
  world.demoService.setState({
    components: { 'analysis-service': 'down', database: 'down' },
    errorRate: 23,
    p95Ms: 4200,
  });
  world.demoService.setAction('rollback', {
    seconds: 120,
    components: { 'analysis-service': 'ok', database: 'ok' },
    errorRate: 0.8,
    p95Ms: 900,
  });
  const at = (minute: number, work: () => Promise<unknown>): void => void world.clock.at(START + minute * 60_000, work);
  world.everyMinuteSweep(new Date(START + MINUTES * 60_000));
  at(0, () => person.alarm('ALARM', 0));
  for (const call of calls) at(call.at, () => person.calls(call));
  // somebody stops the lifecycle of the first
  at(22, async () => {
    const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:lifecycle';
    const running = (await world.executions.list(arn, 'RUNNING')).find((e) => e.name.startsWith(person.id('A')));
    if (running !== undefined) await world.executions.stop(running.executionArn, 'somebody stopped it');
  });
  // the commander answers whatever is open, every other minute
  for (let minute = 23; minute <= 52; minute += 1) at(minute + 0.5, () => person.answers());
  at(44, () => person.alarm('OK', 44));
  const wrong: string[] = [];
  try {
    await world.clock.wind(new Date(START + MINUTES * 60_000));
    if (watcher.violation !== undefined) throw watcher.violation;
    checkSendings(world.sent);
    await checkRest(world, []);
  } catch (error) {
    wrong.push(error instanceof Violation ? error.message : `an error that nobody catches: ${String(error)}`);
  }
  wrong.push(...person.wrong());
  const rollbacks = world.demoService.actions().filter((a) => a.name === 'rollback').length;
  if (rollbacks !== 1) wrong.push(`I7: the roll-back ran ${rollbacks} times`);
  const { life, phase } = await world.incident(person.id('A'));
  if (`${life} ${phase}` !== 'reviewed over') wrong.push(`the first incident is ${life} in ${phase}`);
  return {
    calls: faults.calls,
    struck: faults.struck,
    wrong,
    sent: new Set(
      world.sent.map(({ channel, to, message }) => bare(`${channel} ${to.join('+')} ${message.key}`)).filter(isKept),
    ),
    questions: person.asked,
  };
}

/** A sending without what another moment makes another: the incident's id, the number of an event, which of the people of a page. */
const bare = (line: string): string =>
  line
    .replaceAll(/(INC|TEST)-[\da-z]+-\d+/gi, '$1')
    .replaceAll(/TEST-id-\d+/g, 'TEST')
    .replaceAll(/[.-]\d+(~\d+)?(?=\.|$)/g, '');

/** What is sent only when somebody is late depends on the minute, and what follows a death is about the death. */
const isKept = (line: string): boolean => !/update-due|target-missed|question-asked|run-died/.test(line);

/** Everybody outside: the source of the alarm, and the commander by the API. */
class Person {
  readonly #world: World;
  readonly #faults: KillAt;
  readonly #left = new Set<string>();
  readonly asked: string[] = [];
  /** The last refusal of each call. */
  readonly refused = new Map<string, string>();
  #n = 0;

  constructor(world: World, faults: KillAt) {
    this.#world = world;
    this.#faults = faults;
  }

  wrong = (): string[] =>
    [...this.#left].map((what) => `never done: ${what}: ${this.refused.get(what) ?? 'no answer'}`);

  /** The incidents in order of their opening; the first is the alarm's. */
  id(which: 'A' | 'B' | 'C'): string {
    const opened = this.#world.table
      .dump()
      .flatMap(({ pk, listPk, incident }) =>
        listPk === 'INCIDENT' && isRecord(incident) ? [`${textOf(incident['openedAt'])} ${pk}`] : [],
      );
    return opened.sort()['ABC'.indexOf(which)]?.split(' ')[1] ?? 'INC-none';
  }

  async alarm(value: 'ALARM' | 'OK', minute: number): Promise<void> {
    const time = new Date(START + minute * 60_000).toISOString();
    const name = 'high-error-rate';
    const payload = {
      version: '0',
      id: `event-${value}`,
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: '000000000000',
      time,
      region: 'us-east-1',
      resources: [`arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`],
      detail: {
        alarmName: name,
        state: { value, timestamp: time.replace('Z', '+0000'), reason: 'Threshold Crossed: 1 datapoint [23.0]' },
        previousState: { value: value === 'OK' ? 'ALARM' : 'OK', timestamp: time.replace('Z', '+0000'), reason: '' },
        configuration: {},
      },
    };
    await this.#until(`the alarm is ${value}`, async () => {
      await receiveAlarm(this.#faults.worker(this.#world.ports, 'ReceiveAlarm'), payload);
      return true;
    });
  }

  async calls({ of, line, body }: Call): Promise<void> {
    const key = `key-${++this.#n}`;
    const path = of === undefined ? line : `POST /v1/incidents/${this.id(of)}/${line}`;
    const sent = 'of' in body ? { ...body, of: this.id('A') } : body;
    await this.#until(path, () => this.#request(path, key, sent));
  }

  async #request(line: string, key: string, body: object): Promise<boolean> {
    const [method = '', path = ''] = line.split(' ');
    const named = path.split('/').find((part) => part === 'first' || part === 'later');
    const target = named === undefined ? path : path.replace(named, this.#named(path, named));
    const name = registry.find((o) => o.method.toUpperCase() === method && like(o.path, path))?.name ?? path;
    const app = api(this.#faults.worker(this.#world.ports, `api ${name}`));
    const env = { requestContext: { authorizer: { jwt: { claims: claimsOf('admin', 'ana') } } } };
    const headers = { 'idempotency-key': key, 'content-type': 'application/json' };
    const response = await app.request(target, { method, headers, body: JSON.stringify(body) }, env);
    if (response.status >= 300)
      this.refused.set(
        line,
        `${this.refused.get(line) ?? ''} | ${response.status} ${(await response.text()).slice(0, 300)}`,
      );
    return response.status < 300;
  }

  #named(path: string, name: string): string {
    if (path.startsWith('/v1/covers')) return this.#firstCover();
    if (path.startsWith('/v1/maintenance')) return this.#work(name === 'later' ? 'Later' : 'New cache');
    return this.#firstItem();
  }

  #work(title: string): string {
    const row = this.#world.table
      .dump()
      .find(({ maintenance }) => isRecord(maintenance) && maintenance['title'] === title);
    return row?.pk.slice('MAINTENANCE#'.length) ?? 'none';
  }

  #firstItem(): string {
    const row = this.#world.table.dump().find(({ pk, sk }) => sk === 'STATE' && pk.startsWith('ITEM#'));
    return row?.pk.slice('ITEM#'.length) ?? 'none';
  }

  #firstCover(): string {
    const row = this.#world.table.dump().find(({ pk }) => pk === 'COVER');
    return row === undefined ? 'none' : Buffer.from(row.sk).toString('base64url');
  }

  /** Answers the open question of the first incident, as somebody would who knows how it went. */
  async answers(): Promise<void> {
    const question = questionOf(await this.#world.incident(this.id('A')));
    if (question === undefined) return;
    const wanted = ['P1', 'rollback', 'approve', 'done', 'publish'];
    const option = question.options.map((o) => o.id).find((id) => wanted.includes(id));
    if (option === undefined) return;
    this.asked.push(`${question.id} ${question.slot}`);
    // the answer may come too late: the next look shows what is open then
    await this.#request(`POST /v1/incidents/${this.id('A')}/decisions`, `answer-${++this.#n}`, {
      question: question.id,
      option,
    });
  }

  /** Asks until it is done. */
  async #until(what: string, work: () => Promise<boolean>): Promise<void> {
    this.#left.add(what);
    for (let n = 0; n < TRIES; n += 1) {
      const done = await work().catch((error: unknown) => {
        if (error instanceof Killed) return false;
        throw error;
      });
      if (done) {
        this.#left.delete(what);
        return;
      }
      await this.#world.clock.sleep(AGAIN * 1000);
    }
  }
}

const like = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
