import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { type Command, checked, commands, type TaskCommand } from '#core/incident/command';
import { decide } from '#core/incident/decide';
import type { OutboxEntry } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import type { Json } from '#core/json';
import type { Pack, People } from '#core/playbook/pack';
import { parsePlaybook } from '#core/playbook/parse';
import { plugins, vocabularyOf } from '#plugins/registry';
import { small } from '../core/small-playbook.ts';

type Place = Record<'run' | 'cycle' | 'visit', number>;
type Unplaced<C> = C extends TaskCommand ? Omit<C, keyof Place> & Partial<Place> : never;
/** A command; where a task stands is filled in, unless the example says that it stands elsewhere. */
export type Said = Exclude<Command, TaskCommand> | Unplaced<TaskCommand>;
/** What was said before, and seconds that passed in between. */
export type Given = Said | { wait: number };

export interface Example {
  name: string;
  given: Given[];
  when: Said;
  /** Events with their reasons, what is sent and done, and the answer; or the error. */
  expected: { events: object[]; outbox: string[]; answer?: Json } | { throws: string };
  playbook?: (pack: Pack) => void;
}

const vocabulary = vocabularyOf(plugins);
const parsed = parsePlaybook(small, vocabulary, (text) => createHash('sha256').update(text).digest('hex'));
if ('problems' in parsed) throw new Error('the small playbook does not parse');
const people: People = parsed.people;

/** The small playbook, told at every moment in #incidents as well, with a review and a final update. */
function playbook(change: (pack: Pack) => void): Pack {
  const pack = structuredClone(parsed as { pack: Pack }).pack;
  const { communication, moments: times, updates } = pack.playbook;
  communication.push({ id: 'told', on: [...moments], do: { tell: 'incidents', template: 'told' } });
  pack.templates['told'] = '{{ incident.id }}';
  for (const update of updates) update.final = { within: '2h', template: 'told', fields: [] };
  const final = { within: '2h', fields: [] };
  updates.push({
    id: 'board',
    title: 'the board',
    to: 'incidents',
    writer: ['CL', 'IC'],
    template: 'told',
    fields: [],
    final,
  });
  times['review-day'] = { days: 2, time: '14:00' };
  pack.playbook.meeting = { at: { SEV1: 'review-day' }, lasts: '1h' };
  pack.playbook.report.ask = 'CL';
  change(pack);
  return pack;
}
const moments = [
  'joined',
  'acknowledged',
  'assessed',
  'severity-changed',
  'attempt-failed',
  'verification-failed',
  'verified',
  'unstable',
  'resolved',
  'ended',
  'reopened',
  'handed-back',
  'closed',
  'target-missed',
  'review-scheduled',
  'review-published',
  'run-died',
] as const;

/** Says a life's commands one after the other; the incident that they have brought about, and how to say the next. */
function played(given: readonly Given[], pack: Pack) {
  let now = Date.parse('2026-03-11T14:02:00Z');
  let state: Incident | undefined;
  const said = (command: Command) =>
    decide(state, checked(command), {
      pack,
      people,
      vocabulary,
      now: new Date(now),
      publicUrl: 'https://tocsin.test',
      dashboardUrl: 'https://tocsin.test',
      catchAll: 'lead',
    });
  for (const step of given) {
    if ('wait' in step) now += step.wait * 1000;
    else state = said(placed(step, state)).turn.state;
  }
  return { state, said };
}

/** The incident that a life has brought about. */
export function lifeOf(given: readonly Given[]): Incident {
  const { state } = played(
    given,
    playbook(() => {}),
  );
  if (state === undefined) throw new Error('a life begins with an opening');
  return state;
}

/** What came of an example's command, on the incident that earlier ones have brought about. */
export function outcomeOf({ given, when, playbook: change = () => {} }: Example): Example['expected'] {
  const { state, said } = played(given, playbook(change));
  try {
    const { turn, answer } = said(placed(when, state));
    const events = turn.events.map((event) => shown({ ...event, seq: undefined, at: undefined }));
    return { events, outbox: turn.outbox.map(inShort), ...('id' in answer ? {} : { answer }) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { throws: `${error.name}: ${error.message}` };
  }
}

function placed(said: Said, state: Incident | undefined): Command {
  if (!says(said, 'visit') || state === undefined) return said as Command;
  const communicates =
    ['open-room', 'tell-audiences'].includes(said.do) || ('slot' in said && said.slot === 'resolution');
  const visit = communicates ? state.communicateVisit : state.visit;
  return { run: state.run.n, cycle: state.cycle, visit, ...said } as Command;
}

/** Whether a command has such a field. */
const says = (said: Said, field: string): boolean =>
  field in (commands[said.do].schema as unknown as z.ZodObject).shape;

/** Lines of the playbook's file move when it grows; of an opening's state only what the opening decides. */
function shown(event: object): object {
  const text = JSON.stringify(event).replaceAll(/playbook\.yaml:\d+/g, 'playbook.yaml');
  const plain = JSON.parse(text) as { state?: Incident };
  if (plain.state === undefined) return plain;
  const { id, title, severity, severityBecause, status, source, phase } = plain.state;
  return { ...plain, state: { id, title, severity, severityBecause, status, source, phase } };
}

/** `page bob as primary: on call for SEV1, unless acknowledged`, `send incidents: opened/opened`, `effect {…}`. */
function inShort(entry: OutboxEntry): string {
  switch (entry.queue) {
    case 'page': {
      const { person, reasons } = entry.page;
      const said = reasons.map(({ target, why, unless }) => `as ${target}: ${why}, unless ${unless}`);
      return `page ${person} ${said.join('; ')}`;
    }
    case 'send': {
      if ('alerts' in entry)
        return `alerts ${entry.alerts.silences === undefined ? entry.alerts.change : `silence ${entry.alerts.silences}`}`;
      if ('notice' in entry) return `notice ${entry.notice.place}: ${entry.notice.template}`;
      const { place, moment, template } = entry.message;
      return `send ${place}: ${moment}/${template}`;
    }
    case 'effects':
      return `effect ${JSON.stringify(entry.effect)}`;
  }
}
