import { aggregates, watched } from '#app/aggregates/registry';
import type { Operation } from '#app/api/operation';
import { declare } from '#app/store/declare';
import { MessageNotDelivered, PageNotDelivered } from '#core/errors';
import { textOf as asText } from '#core/json';
import type { Kind, Line } from '#core/message/line';
import { fallbackTarget, onCall } from '#core/on-call';
import type { Pack, People } from '#core/playbook/pack';
import { seconds } from '#core/playbook/words';
import { type Plugins, plugins as shipped } from '#plugins/registry';
import { InvalidFile } from './invalid-file.ts';
import { type PersonReport, personReports } from './report/person.ts';
import { type Sending, sendingsOf } from './report/sending.ts';
import { type Unheard, unheard } from './report/unheard.ts';
import { type Probed, readScript, type Step } from './script-file.ts';
import { type Opening, readOpening } from './signal-file.ts';
import { World } from './world.ts';

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
  const script = scriptFile === undefined ? [] : await readScript(scriptFile, { ...given, sources: plugins.sources });
  return { given, opening, script, catchAll };
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
  // what checks read at the opening is there before the triage reads it
  const readings = script.filter(({ after, does }) => after === 0 && 'probe' in does);
  for (const { does } of readings) if ('probe' in does) measure(world, does.probe);
  world.clock.run(async () => {
    id = await open(world, opening);
    for (const step of id === '' ? [] : script.filter((step) => !readings.includes(step)))
      world.clock.at(at.getTime() + step.after * 1000, async () => {
        try {
          await perform(world, id, step);
        } catch (error) {
          refused.push(`${step.place}: ${error instanceof Error ? error.message : String(error)}`);
        }
      });
  });
  const end = new Date(at.getTime() + seconds(until) * 1000);
  world.sweepWhenDue(end, leftOver);
  await world.clock.settle();
  if (id === '') throw new InvalidFile(`${signalFile}: this signal does not open an incident`);
  await world.clock.wind(end);
  mustHaveWorked(world);
  if (refused.length > 0) throw new InvalidFile(refused.join('\n'));
  const { severity, status } = await world.incident(id);
  const everything = await world.timeline(id);
  const sent = sendingsOf(world.sent, plugins.channels);
  return {
    incident: { id, severity, status },
    zone: pack.playbook.zone,
    // whatever failed, of every kind
    timeline: everything.filter((line) => kinds.has(line.kind) || line.outcome === 'failed'),
    people: personReports(everything, sent, people),
    unheard: unheard(everything),
    sent,
  };
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

async function open(world: World, opening: Opening): Promise<string> {
  if ('signals' in opening) {
    let first: string | undefined;
    for (const signal of opening.signals) {
      const { incidentId } = await world.signal(signal);
      first ??= incidentId;
    }
    return first ?? '';
  }
  const { declaration } = opening;
  const answer = await declare(world.ports, 'simulate', declaration.reporter ?? 'simulate', declaration);
  return asText(answer['id']);
}

async function perform(world: World, id: string, { does }: Step): Promise<void> {
  if ('commands' in does) {
    for (const command of does.commands) await world.say(id, command);
    return;
  }
  if ('signals' in does) {
    // its own time is when the script says it
    const at = world.clock.now().toISOString();
    for (const signal of does.signals) await world.signal({ ...signal, at });
    return;
  }
  measure(world, does.probe);
}

function measure(world: World, { actions, ...change }: Probed): void {
  world.measuring = true;
  world.demoService.setState(change);
  for (const [name, effect] of Object.entries(actions)) world.demoService.setAction(name, effect);
}
