import { fileURLToPath } from 'node:url';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { readDocument } from '#app/store/document';
import { packOf, turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import type { Taken } from '#app/store/signals';
import type { Command, PersonCommand } from '#core/incident/command';
import type { Answer } from '#core/incident/outbox';
import type { Signal } from '#core/incident/signal';
import type { Incident, OpenQuestion, Review } from '#core/incident/state';
import { reportView } from '#core/message/incident-view';
import { render } from '#core/message/render';
import { subjectOf } from '#core/message/subject';
import { own } from '#core/own';
import type { Pack, People } from '#core/playbook/pack';
import type { Playbook } from '#core/playbook/schema';
import type { Action, Rule } from '#core/rules/rule';
import { type Sent, World, type WorldOptions } from '#simulator/world';

const loaded = loadPlaybook(fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url)));
/** Tracktion as it ships. */
export const tracktion: { pack: Pack; people: People } = { pack: loaded.pack, people: loaded.people };

/** Tracktion's pack with some of its rules changed: a playbook of its own, under its own hash. */
export function changed(change: (pack: Pack) => void, name = 'changed'): Pack {
  const pack = structuredClone(tracktion.pack);
  change(pack);
  return { ...pack, hash: `${name}-${pack.hash}`.slice(0, 32) };
}

/** The alarm of the worked scenario: 23 % of requests fail since 13:57. */
export const highErrorRate: Signal = {
  source: 'cloudwatch',
  key: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:high-error-rate',
  state: 'firing',
  at: '2026-03-11T14:02:00.000Z',
  began: '2026-03-11T13:57:00.000Z',
  title: 'High error rate',
  service: 'analysis-service',
  rule: 'high-error-rate',
  value: 23,
  summary: '23 % of requests answer 5xx',
};

type Options = Partial<WorldOptions> & { day?: string };

/** A world, one incident in it, and the words to tell its story by the clock of its day. */
export class Story {
  readonly world: World;
  readonly #day: string;
  id = '';

  constructor(options: Options = {}) {
    const { day = '2026-03-11', ...rest } = options;
    this.#day = day;
    this.world = new World({ start: `${day}T14:02:00Z`, ...tracktion, catchAll: 'oncall_manager', ...rest });
  }

  /** Runs something on the world's clock and gives what it gave. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let done: { value: T } | undefined;
    this.world.clock.run(async () => {
      done = { value: await work() };
    });
    await this.world.clock.settle();
    if (done === undefined) throw new Error('the work has not ended: it waits for the clock');
    return done.value;
  }

  async signal(signal: Signal): Promise<Taken> {
    const taken = await this.run(() => this.world.signal(signal));
    if (this.id === '') this.id = taken.incidentId ?? '';
    return taken;
  }

  /** The alarm recovers, now. */
  async recovers(signal: Signal = highErrorRate): Promise<Taken> {
    const at = this.world.clock.now().toISOString();
    return this.signal({ ...signal, state: 'recovered', at, summary: 'below 5 % again' });
  }

  /** Winds to a time of the story's day, `14:07` or `14:07:30`, or to an instant; everything due by then has happened. */
  async until(time: string): Promise<void> {
    await this.world.clock.wind(new Date(time.includes('T') ? time : `${this.#day}T${time.padEnd(8, ':00')}Z`));
  }

  async say(command: PersonCommand, id = this.id): Promise<void> {
    await this.run(() => this.world.say(id, command));
  }

  /** A command under an id of its own choosing, as often as a test likes. */
  async saying(commandId: string, command: Command, id = this.id): Promise<Answer> {
    return this.run(() => turn(this.world.ports, id, commandId, command));
  }

  /** What only some lives have is `undefined` in the others. */
  async incident(
    id = this.id,
  ): Promise<Incident & { question?: OpenQuestion | undefined; review?: Review | undefined }> {
    return this.run(() => this.world.incident(id));
  }

  /** What was sent, one line each: time, tool, receiver, what. */
  sent(keep: (sent: Sent) => boolean = () => true): string[] {
    return this.world.sent.filter(keep).map(lineOf);
  }

  pages(): string[] {
    return this.sent((s) => s.message.kind === 'page');
  }

  /** The timeline, one line each: time, kind, receiver. */
  async lines(kinds: string[], id = this.id): Promise<string[]> {
    const all = await this.run(() => this.world.timeline(id));
    return all.filter((l) => kinds.includes(l.kind)).map((l) => [clockOf(l.at), l.kind, subjectOf(l)].join(' ').trim());
  }

  /** The timeline with reasons. */
  async why(kinds: string[], id = this.id): Promise<string[]> {
    const all = await this.run(() => this.world.timeline(id));
    return all
      .filter((l) => kinds.includes(l.kind))
      .map((l) => [clockOf(l.at), subjectOf(l) || '-', l.because].join(' | '));
  }

  async report(name?: string): Promise<string> {
    return (await this.run(() => readDocument(this.world.table, keys.report(this.id, name)))) ?? '';
  }

  /** The report as the API gives it, from what is known now. */
  async reportNow(name?: string): Promise<string> {
    return this.run(async () => {
      const { ports } = this.world;
      const incident = await this.world.incident(this.id);
      const pack = await packOf(ports, incident.playbook);
      const view = reportView(
        incident,
        { ...ports.deployed, pack, now: ports.now() },
        await this.world.timeline(this.id),
      );
      const { template } = name === undefined ? pack.playbook.report : (own(pack.playbook.report.others, name) ?? {});
      return render(pack, template ?? '', view).text;
    });
  }

  /** Executions by machine with how they stand, in order of their start. */
  async executions(...machines: string[]): Promise<string[]> {
    const lists = await Promise.all(
      machines.map((m) => this.world.executions.list(`arn:aws:states:us-east-1:000000000000:stateMachine:${m}`)),
    );
    return lists.flatMap((list) => list.reverse().map((e) => `${e.name} ${e.status}`));
  }

  async stop(machine: string, name: string): Promise<void> {
    await this.run(() =>
      this.world.executions.stop(
        `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`,
        'somebody stopped it',
      ),
    );
  }
}

/** `14:07:00`; a day ahead of it where it is not the worked scenario's. */
const clockOf = (at: string): string => {
  const time = at.slice(11, 23).replace(/\.000$/, '');
  return at.startsWith('2026-03-11') ? time : `${at.slice(5, 10)} ${time}`;
};

/** Names a sending by its key: the rule of a page, moment and template of a message. */
function lineOf({ at, channel, to: addresses, message }: Sent): string {
  const repeat = message.mayBeRepeat ? ' (may be a repeat)' : '';
  const [, cycle = '', ...words] = message.key.split('.');
  const inCycle = cycle === '1' ? '' : `, cycle ${cycle}`;
  const to = addresses.join('+');
  if (message.kind === 'page') return `${clockOf(at)} ${channel} ${to}: page ${words[0] ?? ''}${inCycle}${repeat}`;
  if (message.kind === 'alert') return `${clockOf(at)} ${channel} ${to}: ${message.change} ${words[0] ?? ''}${inCycle}`;
  if (channel === 'pagerduty')
    return `${clockOf(at)} pagerduty ${to}: ${message.kind === 'notice' && message.over ? 'resolve' : 'trigger'} ${words[0] ?? ''}${inCycle} ${message.subject}${repeat}`;
  return `${clockOf(at)} ${channel} ${to}: ${words[0] ?? ''}/${words[1] ?? ''}${inCycle}${repeat}`;
}

/** Gives a rule of the chapter `communication` something else to do. */
export function retold(playbook: Playbook, id: string, action: Action): void {
  const rule = playbook.communication.find((entry): entry is Rule => 'id' in entry && entry.id === id);
  if (rule === undefined) throw new Error(`no rule ${id} in communication`);
  rule.do = action;
}
