import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { pin } from '#app/store/pin';
import { questionOf } from '#core/incident/state';
import type { Counted } from './counted-world.ts';
import { CountedWorld } from './counted-world.ts';

const tracktion = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
const alarm = 'tracktion-error-rate';
const components = ['analysis-service', 'tracklist-service', 'database'];
const each = (health: 'ok' | 'down') => Object.fromEntries(components.map((name) => [name, health]));
const minutes = (n: number): number => n * 60_000;

export interface Told extends Counted {
  escalations: number;
  reminders: number;
  passes: number;
  state: string;
}

/** A deployment in use: its playbook is pinned already, which the first incident of a new playbook pays (once, about as many units as it has KB). */
export async function began(start: string): Promise<CountedWorld> {
  const { pack, people } = loadPlaybook(tracktion);
  const here = new CountedWorld({
    start,
    pack,
    people,
    catchAll: 'oncall_manager',
    alarms: { [alarm]: { service: 'analysis-service', rule: 'high-error-rate' } },
  });
  here.world.measuring = true;
  await here.unitsOf(() => pin(here.world.ports));
  here.forget();
  return here;
}

/** What the incident was counted for, so that a figure never stands for another story. */
async function told(here: CountedWorld, id: string): Promise<Told> {
  const lines = await here.world.timeline(id);
  const resolved = lines.find(({ kind }) => kind === 'resolved')?.seconds ?? Number.POSITIVE_INFINITY;
  if (here.world.dead.length > 0) throw new Error(`dead letters: ${JSON.stringify(here.world.dead)}`);
  return {
    ...(await here.counted(id)),
    escalations: new Set(
      lines.flatMap(({ kind, because }) =>
        kind === 'escalation' && because.includes(' unacknowledged') ? [because] : [],
      ),
    ).size,
    // who takes a role is told what it owes: that is no other reminder
    reminders: lines.filter(
      ({ kind, seconds, because }) => kind === 'update-due' && seconds < resolved && !because.includes(' writes it'),
    ).length,
    passes: lines.filter(({ kind, outcome }) => kind === 'verification' && outcome === 'passed').length,
    state: (await here.world.incident(id)).life,
  };
}

/** Throws where an incident was not the story that its figures stand for. */
export function mustBe(told: Told, story: Partial<Pick<Told, 'escalations' | 'reminders' | 'passes' | 'state'>>): void {
  const was = Object.fromEntries(Object.keys(story).map((what) => [what, told[what as keyof typeof story]]));
  if (!isDeepStrictEqual(was, story))
    throw new Error(`counted was another story: ${JSON.stringify(was)} instead of ${JSON.stringify(story)}`);
}

/** Winds on minute by minute until the incident is in a state. */
async function untilIs(here: CountedWorld, id: string, holds: (life: string, asked: string | undefined) => boolean) {
  for (let minute = 0; minute < 60; minute += 1) {
    const incident = await here.world.incident(id);
    if (holds(incident.life, questionOf(incident)?.slot)) return;
    await here.world.clock.wind(minutes(1));
  }
  throw new Error(`${id} did not get there: ${JSON.stringify(await here.world.incident(id))}`);
}

/**
 * A P1 of Tracktion: nobody answers until rule A has paged at minute 15; four reminders; a rollback that runs for so many seconds; verified,
 * five passes; resolved; the review published after its meeting.
 */
export async function fullP1(actionSeconds: number): Promise<Told> {
  const here = await began('2026-01-06T03:00:00Z');
  const { world } = here;
  world.demoService.setState({ components: each('down'), errorRate: 23, p95Ms: 900 });
  world.demoService.setAction('rollback', {
    components: each('ok'),
    errorRate: 0.8,
    p95Ms: 900,
    seconds: actionSeconds,
  });
  await here.alarm(alarm, 'ALARM', 23);
  const id = String((await world.ports.table.index('list', 'INCIDENT', { limit: 1 })).rows[0]?.pk);
  await world.clock.wind(minutes(16));
  await here.act(id, 'acknowledge', {});
  await world.clock.wind(minutes(2));
  await here.act(id, 'updates', {
    audience: 'customers',
    fields: { state: 'We are investigating', notice: 'Uploads may fail', doing: 'Looking for the cause' },
  });
  const inside = () =>
    here.act(id, 'updates', {
      audience: 'internal',
      fields: { situation: 'Investigating', actions: 'Looking for the cause', 'next-steps': 'Watch the error rate' },
    });
  await world.clock.wind(minutes(13));
  await inside();
  await world.clock.wind(minutes(9));
  await here.act(id, 'decisions', { question: 'resolution-type', option: 'rollback', reason: 'a deployment broke it' });
  await here.act(id, 'decisions', { question: 'approval', option: 'approve' });
  await here.alarm(alarm, 'OK', 0.8);
  await untilIs(here, id, (life) => life !== 'open');
  await here.act(id, 'updates', {
    audience: 'customers',
    what: 'final',
    fields: { cause: 'A faulty deployment', services: 'Audio analysis', 'action-1': 'Rolled back' },
  });
  await here.act(id, 'updates', {
    audience: 'stakeholders',
    what: 'final',
    fields: { impact: 'Audio analysis failed', cause: 'A faulty deployment', remedy: 'Rolled back' },
  });
  await untilIs(here, id, (_, asked) => asked === 'review');
  await world.clock.wind(minutes(60 * 60));
  await here.act(id, 'decisions', { question: 'publish-review', option: 'publish' });
  await world.clock.wind(minutes(60 * 24));
  return told(here, id);
}

/** A P3 that a person declares: acknowledged at once, a fix chosen, verified, stable, resolved; no review. */
export async function fullP3(actionSeconds: number): Promise<Told> {
  const here = await began('2026-01-06T09:30:00Z');
  const { world } = here;
  world.demoService.setState({ errorRate: 1.5, p95Ms: 1900 });
  world.demoService.setAction('restart', { errorRate: 0.2, p95Ms: 300, seconds: actionSeconds });
  const id = await here.declare({ title: 'Pages are slow', severity: 'P3', service: 'notification-service' });
  await here.act(id, 'acknowledge', {});
  await world.clock.wind(minutes(2));
  await here.act(id, 'decisions', { question: 'resolution-type', option: 'fix', reason: 'a restart helps' });
  await here.act(id, 'decisions', { question: 'approval', option: 'approve' });
  await untilIs(here, id, (life) => life !== 'open');
  await world.clock.wind(minutes(60 * 24 * 2));
  return told(here, id);
}
