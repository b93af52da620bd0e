import type { Line } from '#core/message/line';
import { onCall } from '#core/on-call';
import { type DemoStep, demoStep, type StepOf, type SystemChange } from '#core/playbook/demo';
import { watchesItself } from '#core/playbook/sample-pairs';
import type { Rule } from '#core/playbook/schema';
import { Api, type Seen } from '#local/api';
import type { Running } from '#local/bring-up';
import type { Change } from '#plugins/fakes/system';
import { type Fired, fireAlarms, recoverAlarms } from './alarms.ts';
import { postAlert } from './alertmanager.ts';
import { isOver } from './executions.ts';
import type { Look } from './look.ts';
import { PeopleAtApi } from './people.ts';
import { acknowledgeByLink } from './phone.ts';
import { DemonstrationFailed, type Stage } from './tell.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Whoever looks on: each new line of the timeline, and what the demonstration says itself. */
export interface Onlooker {
  line(line: Line): void;
  say(text: string): void;
}

/** The deployment of this machine as a demonstration acts on it. */
export class LocalStage implements Stage {
  /** The incident, once there is one. */
  id: string | undefined;
  readonly #running: Running;
  readonly #out: Onlooker;
  readonly #stopped: () => boolean;
  readonly #onlooker: Api;
  readonly #people: PeopleAtApi;
  readonly #seen = new Set<string>();
  readonly #lines: Line[] = [];
  /** When alerts began to fire, by rule and service. */
  readonly #began = new Map<string, Date>();
  readonly #before: ReadonlySet<string>;

  private constructor(running: Running, out: Onlooker, stopped: () => boolean, before: ReadonlySet<string>) {
    this.#running = running;
    this.#out = out;
    this.#stopped = stopped;
    this.#onlooker = new Api(running.outputs.apiUrl, running.outputs.tokens.commander);
    this.#people = new PeopleAtApi(running);
    this.#before = before;
  }

  /** Incidents that there are already are none of the demonstration's. */
  static async over(running: Running, out: Onlooker, stopped: () => boolean): Promise<LocalStage> {
    const { apiUrl, tokens } = running.outputs;
    const before = (await new Api(apiUrl, tokens.commander).list()).map(({ id }) => id);
    return new LocalStage(running, out, stopped, new Set(before));
  }

  now = (): number => Date.now();
  pause = (): Promise<void> => pause(250);
  say = (text: string): void => this.#out.say(text);
  isOver = async (): Promise<boolean> => this.id !== undefined && isOver(this.#running, this.id);

  async look(): Promise<Look> {
    if (this.#stopped()) throw new DemonstrationFailed('the demonstration was stopped');
    this.id ??= (await this.#onlooker.list()).find(({ id }) => !this.#before.has(id))?.id;
    if (this.id === undefined) return { at: Date.now(), lines: [] };
    for (const line of await this.#onlooker.timeline(this.id)) {
      const key = JSON.stringify(line);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#lines.push(line);
      this.#out.line(line);
    }
    return { at: Date.now(), lines: this.#lines, incident: await this.#onlooker.incident(this.id) };
  }

  async perform(given: DemoStep, { incident }: Look): Promise<string | undefined> {
    const { verb, step } = demoStep(given);
    const id = incident?.id ?? '';
    switch (verb) {
      case 'system':
        this.#running.demoService.setState(changeOf(step.system));
        return undefined;
      case 'fire':
        return this.#alarm(step, this.#fired(step.fire, step), 'fires');
      case 'recover':
        return this.#alarm(step, this.#fired(step.recover, step), 'recovers');
      case 'declare': {
        const { declare: title, severity, service, facts } = step;
        return this.#by(step.by, incident, '', { title, severity, service, facts });
      }
      case 'acknowledge': {
        const persons = onCall(this.#running.people, step.acknowledge, new Date()).map(({ person }) => person);
        return acknowledgeByLink(this.#running, { id, who: step.acknowledge, persons });
      }
      case 'facts':
        return this.#by(step.by, incident, `${id}/notes`, { facts: step.facts });
      case 'answer':
        return this.#answer(step, incident);
      case 'approve': {
        const asked = incident?.approvals.find(({ rule }) => rule === step.approve);
        if (asked === undefined) return `the approval of ${step.approve}`;
        const answer = { question: asked.id, option: 'approve', reason: step.reason };
        return this.#by(step.by, incident, `${id}/decisions`, answer);
      }
      case 'tick':
        return this.#by(step.by, incident, `${id}/notes`, { tick: step.tick });
      case 'update': {
        const { update: audience, what, fields } = step;
        return this.#by(step.by, incident, `${id}/updates`, { audience, what, fields });
      }
      case 'rate':
        return this.#by(step.by, incident, `${id}/severity`, { severity: step.rate, reason: step.reason });
      case 'assign':
        return this.#by(step.by, incident, `${id}/roles`, { role: step.assign, person: step.to });
      case 'note':
        return this.#by(step.by, incident, `${id}/notes`, { text: step.note });
      case 'resolve':
        return this.#by(step.by, incident, `${id}/resolve`, { as: step.resolve, reason: step.reason });
      case 'say':
        return undefined;
    }
  }

  #fired(
    id: string,
    { service, ...rest }: { service: string; value?: number | undefined; summary?: string | undefined },
  ): Fired {
    const rule = this.#running.pack.playbook.detection.rules.find((one) => one.id === id);
    if (rule === undefined) throw new Error(`there is no rule ${id}`);
    return { rule, service, value: rest.value, summary: rest.summary };
  }

  async #alarm(
    { source }: Pick<StepOf<'fire'>, 'source'>,
    fired: Fired,
    what: 'fires' | 'recovers',
  ): Promise<undefined> {
    const { outputs } = this.#running;
    if ((source ?? this.#sourceOf(fired.rule, fired.service)) === 'cloudwatch') {
      await (what === 'fires' ? fireAlarms : recoverAlarms)(outputs.engineUrl, fired);
      return;
    }
    const key = `${fired.rule.id} ${fired.service}`;
    if (what === 'fires') this.#began.set(key, new Date());
    const began = this.#began.get(key) ?? new Date();
    await postAlert(outputs, fired, what === 'fires' ? { began } : { began, over: new Date() });
  }

  #sourceOf(rule: Rule, service: string): 'cloudwatch' | 'alertmanager' {
    return watchesItself(this.#running.pack.playbook, rule.id, service) ? 'cloudwatch' : 'alertmanager';
  }

  async #answer(step: StepOf<'answer'>, incident: Seen | undefined): Promise<string | undefined> {
    const { answer: option, question: kind, text, by, reason } = step;
    const open = incident?.question;
    if (open?.kind !== kind || (text !== undefined && !open.text.includes(text)))
      return `the question ${kind}${text === undefined ? '' : ` with the words “${text}”`}`;
    return this.#by(by, incident, `${incident?.id ?? ''}/decisions`, { question: open.id, option, reason });
  }

  /** Says something by the API as whoever a word means; without anybody, it has to wait. */
  async #by(word: string, incident: Seen | undefined, path: string, body: object): Promise<string | undefined> {
    const [person] = this.#people.whoIs(word, incident);
    if (person === undefined) return `somebody who is ${word}`;
    await (await this.#people.as(person)).post(path, body);
    return undefined;
  }
}

/** A part that is left out is no part of the change. */
export const changeOf = (change: SystemChange): Change =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Change;
