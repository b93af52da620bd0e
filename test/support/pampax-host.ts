import type { WireAnswer, WireRequest } from '#plugins/fakes/wire';
import { json } from '#plugins/fakes/wire';
import type { Story } from './story.ts';

/** A backup on the host of PAMPAX. */
export interface Backup {
  folder: string;
  at: string;
  /** Whether it passes the integrity check. */
  sound: boolean;
  /** The incident that it was made in, if it was. */
  incident?: string;
}

/** What the gateway on the host answers to a check, by its path without the query; a function is asked anew each time. */
export type Answers = Record<string, Record<string, unknown> | (() => Record<string, unknown>)>;

/**
 * The gateway on the host of PAMPAX, before the demo service: it answers checks, names copies by the time, and restores a backup as the
 * parameters say. What it was asked is in `asked`, in order.
 */
export function hostOf(story: Story, answers: Answers = {}, backups: Backup[] = []) {
  const { demoService } = story.world;
  const handle = demoService.handle.bind(demoService);
  const asked: string[] = [];
  const restored: string[] = [];

  async function restore({ body }: WireRequest): Promise<void> {
    const { incidentId, parameters } = JSON.parse(body) as { incidentId: string; parameters: Record<string, unknown> };
    const { olderThan } = parameters;
    const fitting = backups
      .filter(({ at }) => typeof olderThan !== 'string' || at < olderThan)
      .filter(({ sound }) => parameters['integrityCheck'] !== 'ok' || sound)
      .filter(({ incident }) => parameters['notOfThisIncident'] !== true || incident !== incidentId)
      .toSorted((a, b) => (a.at < b.at ? -1 : 1));
    const taken = parameters['take'] === 'newest' ? fitting.at(-1) : fitting[0];
    if (taken === undefined) return demoService.setAction('restore', { fails: true });
    restored.push(taken.folder);
    demoService.setAction('restore', { seconds: 0, components: { database: taken.sound ? 'ok' : 'down' } });
  }
  function copied({ body }: WireRequest): void {
    const { incidentId } = JSON.parse(body) as { incidentId: string };
    const at = story.world.clock.now().toISOString();
    const folder = at.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
    backups.push({ folder, at, sound: false, incident: incidentId });
  }

  demoService.handle = async (request: WireRequest): Promise<WireAnswer> => {
    const { pathname, search } = new URL(request.path, 'http://host.test');
    const check = /^\/bases\/host\/checks\/(.+)$/.exec(pathname)?.[1];
    if (check !== undefined) {
      asked.push(`${check}${search}`);
      const answer = answers[check];
      return answer === undefined ? json(404, {}) : json(200, typeof answer === 'function' ? answer() : answer);
    }
    if (request.method === 'POST' && pathname === '/bases/host/actions/restore') await restore(request);
    if (request.method === 'POST' && pathname === '/bases/host/actions/backup') copied(request);
    return handle(request);
  };
  return { asked, restored, backups };
}
