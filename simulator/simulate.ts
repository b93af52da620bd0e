import { aggregates, watched } from '#app/aggregates/registry';
import type { Operation } from '#app/api/operation';
import { happenedIn } from '#app/store/timeline';
import { MessageNotDelivered, PageNotDelivered } from '#core/errors';
import type { Kind, Line } from '#core/message/line';
import { span } from '#core/message/render';
import { lined } from '#core/message/timeline';
import { fallbackTarget, onCall } from '#core/on-call';
import type { Pack, People } from '#core/playbook/pack';
import { seconds } from '#core/playbook/words';
import { type Plugins, plugins as shipped } from '#plugins/registry';
import { happens, measure, open, type Reached } from './course.ts';
import { InvalidFile } from './invalid-file.ts';
import { type PersonReport, personReports } from './report/person.ts';
import { type Sending, sendingsOf } from './report/sending.ts';
import { type Unheard, unheard } from './report/unheard.ts';
import { readScript, type Step } from './script-file.ts';
import { type Opening, readOpening } from './signal-file.ts';
import { type Sent, World } from './world.ts';

/** A playbook, the signal and its time, what people and the world do, and how long to simulate. */
export interface Simulation {
  pack: Pack;
  people: People;
  at: Date;
  until: string;
  signalFile: string;
  scriptFile?: string | undefined;
  service?: string | undefined;
  rule?: string | undefined;
  /** Who sent the signal, where its form does not say it: a source, or a mapping of the playbook. */
  source?: string | undefined;
  /** Target that is paged when nobody else can be; without it a target of people.yaml that means somebody. */
  catchAll?: string | undefined;
  /** Those that ship, without it. */
  plugins?: Plugins | undefined;
  /** Whose words a script may use. */
  operations?: readonly Operation[] | undefined;
}
export interface Simulated {
  incident: { id: string; severity: string; status: string };
  /** What else the signals open: nothing here is of these incidents but the lines of a digest. */
  others: OtherIncident[];
  /** What of the files was not done, or may not be meant, each with its place. */
  notes: string[];
  /** The playbook's, in which local times are told. */
  zone: string;
  timeline: Line[];
  /** Everybody who was paged, in the order of their first pages. */
  people: PersonReport[];
  /** What reached nobody, or what nobody answered. */
  unheard: Unheard[];
  /** Every message that somebody reads, as its channel says it. */
  sent: Sending[];
}

/** An incident beside the one that is shown; `seconds` from the opening of that one to its own. */
export interface OtherIncident {
  id: string;
  title: string;
  severity: string;
  status: string;
  at: string;
  seconds: number;
}

/** What the timeline of a simulation shows. */
const kinds = new Set<Kind>([
  'opened',
  'severity',
  'page',
  'escalation',
  'message',
  'update-due',
  'acknowledged',
  'role',
  'decision',
  'status',
  'mitigation',
  'verification',
  'recovered',
  'resolved',
  'reopened',
  'closed',
  'deadline-missed',
  'review',
  'action-item',
  'digest',
]);

/** A simulation whose files are read: it can be played any number of times. */
export interface Readied {
  given: Simulation;
  opening: Opening;
  script: readonly Step[];
  catchAll: string;
}

/** Reads what a simulation needs. Throws `InvalidFile`. */
export async function readied(given: Simulation): Promise<Readied> {
  const { signalFile, scriptFile, plugins = shipped } = given;
  const catchAll = catchAllOf(given);
  const opening = await readOpening(signalFile, given, given, plugins.sources);
  const script = scriptFile === undefined ? [] : await readScript(scriptFile, { ...given, plugins });
  if ('declaration' in opening) nothingToWatch(given, script);
  return { given, opening, script, catchAll };
}

/** A declaration says itself what it is about: the options are for alarms. */
function nothingToWatch({ signalFile, service, rule }: Simulation, script: readonly Step[]): void {
  if (script.some(({ does }) => 'signals' in does)) return;
  for (const [option, name, instead] of [
    ['--service', service, 'its field service'],
    ['--rule', rule, 'no rule: a declaration has none'],
  ] as const)
    if (name !== undefined)
      throw new InvalidFile(`${option} is for alarms, and ${signalFile} is a declaration; expected: ${instead}`);
}

/**
 * Plays one incident on a virtual clock with the deployment's own machines, tasks and workers. The same files give the same timeline. Until
 * the script says `probe`, no check reads a value. Throws `InvalidFile`, also for a step that the incident refuses.
 */
export const simulate = async (given: Simulation): Promise<Simulated> => play(await readied(given));

/** Plays a simulation that is read. Throws `InvalidFile` for a step that the incident refuses. */
export async function play({ given, opening, script, catchAll }: Readied): Promise<Simulated> {
  const { pack, people, at, until, signalFile, plugins = shipped } = given;
  const world = new World({ start: at.toISOString(), pack, people, catchAll, plugins, workWaits: false });
  const refused: string[] = [];
  let id = '';
  const reached = new Set<string>();
  const end = new Date(at.getTime() + seconds(until) * 1000);
  const notes = notesOn(script, until);
  const reach = (place: string, { ids, unheeded }: Reached): void => {
    for (const one of ids) reached.add(one);
    for (const { key, state } of unheeded)
      notes.push(`${place}: the signal ${key} (${state}) opens no incident and belongs to none`);
  };
  // what checks read at the opening is there before the triage reads it
  const readings = script.filter(({ after, does }) => after === 0 && 'probe' in does);
  for (const { does } of readings) if ('probe' in does) measure(world, does.probe);
  world.clock.run(async () => {
    const opened = await open(world, opening);
    id = opened.ids[0] ?? '';
    if (id !== '') reach(signalFile, opened);
    for (const step of id === '' ? [] : script.filter((step) => !readings.includes(step)))
      world.clock.at(at.getTime() + step.after * 1000, async () => {
        try {
          reach(step.place, await happens(world, id, step));
        } catch (error) {
          refused.push(`${step.place}: ${error instanceof Error ? error.message : String(error)}`);
        }
      });
  });
  world.sweepWhenDue(end, leftOver);
  await world.clock.settle();
  if (id === '') throw new InvalidFile(`${signalFile}: this signal does not open an incident`);
  await world.clock.wind(end);
  mustHaveWorked(world);
  if (refused.length > 0) throw new InvalidFile(refused.join('\n'));
  const { severity, status, openedAt } = await world.incident(id);
  const happened = lined(await happenedIn(world.ports, id), openedAt);
  const everything = happened.flatMap(({ line }) => line ?? []);
  const sent = sendingsOf(sentOf(id, world.sent, everything), plugins.channels);
  return {
    incident: { id, severity, status },
    others: await Promise.all(
      [...reached].filter((one) => one !== id).map((one) => otherIncident(world, one, openedAt)),
    ),
    notes,
    zone: pack.playbook.zone,
    // whatever failed, of every kind
    timeline: everything.filter((line) => kinds.has(line.kind) || line.outcome === 'failed'),
    people: personReports(everything, sent, people),
    unheard: unheard(happened, pack.playbook),
    sent,
  };
}

/** Steps that are not done because the simulation has ended, and names that may not be meant, each name once. */
function notesOn(script: readonly Step[], until: string): string[] {
  const said = new Set<string>();
  return script.flatMap(({ after, place, note }) => {
    if (after > seconds(until))
      return [`${place}: not done: it comes ${span(after)} after the opening, later than --until ${until}`];
    if (note === undefined || said.has(note)) return [];
    said.add(note);
    return [`${place}: ${note}`];
  });
}

/** What was sent of one incident: its own messages, and the digests that name it, which go out by the newest that they name. */
function sentOf(id: string, sent: readonly Sent[], timeline: readonly Line[]): Sent[] {
  const digests = timeline.flatMap(({ kind, digest, to, at }) => {
    const copy = `.digest.${digest}.${to?.split('/').at(-1)}.`;
    return kind === 'digest' ? (sent.find((one) => one.at >= at && one.message.key.includes(copy)) ?? []) : [];
  });
  return sent.filter((one) => one.message.incidentId === id || digests.includes(one));
}

async function otherIncident(world: World, id: string, since: string): Promise<OtherIncident> {
  const { title, severity, status, openedAt } = await world.incident(id);
  return { id, title, severity, status, at: openedAt, seconds: (Date.parse(openedAt) - Date.parse(since)) / 1000 };
}

/** What a world without faults leaves to the sweeper: actions without a plan, tries that no queue can hold so long. */
const leftOver = [...aggregates, ...watched].flatMap((kind) => (kind.leftToSweeper ? kind.partitions : []));

/** A delivery that was given up stands on the timeline; anything else that became a dead letter is a fault of ours. */
function mustHaveWorked({ dead }: World): void {
  for (const { queue, error } of dead)
    if (!(error instanceof MessageNotDelivered || error instanceof PageNotDelivered))
      throw new Error(`a worker of ${queue} failed: ${String(error)}`, { cause: error });
}

/** The target that stands in when nobody is on call: it has to mean somebody itself. */
function catchAllOf({ people, at, catchAll }: Simulation): string {
  const targets = Object.keys(people.targets);
  if (catchAll === undefined) {
    const found = fallbackTarget(people, at);
    if (found !== undefined) return found;
    throw new InvalidFile(`people.yaml: no target means anybody at ${at.toISOString()}, so nobody could be paged`);
  }
  if (!targets.includes(catchAll))
    throw new InvalidFile(`--catch-all: there is no target ${catchAll}; expected one of ${targets.join(', ')}`);
  if (onCall(people, catchAll, at).length === 0)
    throw new InvalidFile(`--catch-all: ${catchAll} means nobody at ${at.toISOString()}`);
  return catchAll;
}
