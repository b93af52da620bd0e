import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bringUp, type Running } from '#local/bring-up';
import { layEmptyApi } from './empty-api.ts';
import { processorSeconds } from './processor.ts';
import { type Spread, spread } from './spread.ts';

/** What many declarations at once came to, beside as many plain conditional puts by the same way. */
export interface Burst {
  incidents: number;
  atOnce: number;
  /** Answers by status; 0 is a connection that broke. */
  statuses: Record<string, number>;
  /** Incidents that paged somebody. */
  paged: number;
  /** Incidents, and puts, that were answered in a second. */
  perSecond: { incidents: number; puts: number };
  /** Milliseconds of one acknowledgement: of an incident that stands alone, while the burst lasts, and right after it. */
  acknowledged: { quiet: Spread; during: Spread; after: Spread };
  /** The same of a plain put, which is what the engine itself makes of the burst. */
  put: { quiet: Spread; during: Spread };
  /** Milliseconds from the answer to the first page. */
  toPage: Spread;
  /** Seconds of processor time of engine and workers, for an incident with all that follows within half a minute and for a put; where /proc says so. */
  processor?: { incident: number; put: number };
}

const playbook = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
const quietRuns = 15;

export async function measureBurst(incidents: number, atOnce: number, say: (line: string) => void): Promise<Burst> {
  const running = await bringUp({ playbook, speed: 1, say });
  try {
    const puts = await layEmptyApi(running.outputs.engineUrl, running.stack['ApiId'] ?? '');
    try {
      return await measured(running, puts.path, { incidents, atOnce, say });
    } finally {
      await puts.down();
    }
  } finally {
    await running.stop();
  }
}

interface Asked {
  incidents: number;
  atOnce: number;
  say: (line: string) => void;
}

async function measured(running: Running, putPath: string, { incidents, atOnce, say }: Asked): Promise<Burst> {
  const { apiUrl, tokens } = running.outputs;
  const services = Object.keys(running.pack.playbook.services);
  const post = async (path: string, body: object): Promise<Answered> => {
    const since = performance.now();
    try {
      const answer = await fetch(`${apiUrl}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.commander}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { id = '' } = (await answer.json()) as { id?: string };
      return { status: answer.status, id, ms: performance.now() - since };
    } catch {
      return { status: 0, id: '', ms: performance.now() - since };
    }
  };
  const put = (name: string) => post(putPath, { title: name });
  const declare = (n: number) =>
    post('/v1/incidents', { title: `Incident ${n}`, severity: 'P1', service: services[n % services.length] });
  const acknowledge = async (id: string) => post(`/v1/incidents/${id}/acknowledge`, {});
  const paged = (id: string) => running.inbox.messages({ incident: id, kind: 'page' })[0];
  const whenPaged = async (id: string): Promise<void> => {
    for (let looks = 0; looks < 6000 && paged(id) === undefined; looks += 1) await pause(5);
  };

  for (let n = 0; n < 4; n += 1) await Promise.all(Array.from({ length: atOnce }, (_, i) => put(`warm-${n}-${i}`)));
  const quietPuts = await oneByOne(quietRuns, async (n) => (await put(`quiet-${n}`)).ms);
  const quiet = await oneByOne(quietRuns + 3, async (n) => {
    const { id } = await declare(n);
    await whenPaged(id);
    // its machines have come to where they wait
    await pause(1500);
    return (await acknowledge(id)).ms;
  });
  await manyAtOnce(2 * atOnce, atOnce, (n) => declare(n));
  await pause(20_000);
  say(`quiet: put ${spread(quietPuts).median} ms, acknowledgement ${spread(quiet.slice(3)).median} ms`);

  let lasts = true;
  const beside = (async () => {
    const all: number[] = [];
    while (lasts) {
      all.push((await put(`beside-${all.length}`)).ms);
      await pause(20);
    }
    return all;
  })();
  const used = () => processorSeconds(running.engine.pid) ?? Number.NaN;
  const before = used();
  const plain = await manyAtOnce(incidents, atOnce, (n) => put(`burst-${n}`));
  lasts = false;
  const duringPuts = await beside;
  const byPuts = (used() - before) / (incidents + duringPuts.length);
  say(`${plain.perSecond.toFixed(1)} puts a second`);

  lasts = true;
  const opened: { id: string; at: number }[] = [];
  const person = (async () => {
    const all: number[] = [];
    const done = new Set<string>();
    while (lasts) {
      const next = opened.find(({ id }) => !done.has(id) && paged(id) !== undefined);
      if (next !== undefined) {
        done.add(next.id);
        all.push((await acknowledge(next.id)).ms);
      }
      await pause(20);
    }
    return all;
  })();
  const between = used();
  const ours = await manyAtOnce(incidents, atOnce, async (n) => {
    const answer = await declare(n);
    if (answer.status === 201) opened.push({ id: answer.id, at: Date.now() });
    return answer;
  });
  lasts = false;
  const during = await person;
  say(`${ours.perSecond.toFixed(1)} incidents a second: ${JSON.stringify(ours.statuses)}`);
  for (const { id } of opened) await whenPaged(id);
  await pause(30_000);
  const byIncidents = (used() - between) / incidents;
  const after = await oneByOne(quietRuns, async (n) => (await acknowledge(opened.at(-1 - n)?.id ?? '')).ms);
  return {
    incidents,
    atOnce,
    statuses: ours.statuses,
    paged: opened.filter(({ id }) => paged(id) !== undefined).length,
    perSecond: { incidents: ours.perSecond, puts: plain.perSecond },
    acknowledged: { quiet: spread(quiet.slice(3)), during: spread(during), after: spread(after) },
    put: { quiet: spread(quietPuts), during: spread(duringPuts) },
    toPage: spread(opened.map(({ id, at }) => Math.max(0, Date.parse(paged(id)?.at ?? '') - at))),
    ...(Number.isNaN(byIncidents) ? {} : { processor: { incident: byIncidents, put: byPuts } }),
  };
}

interface Answered {
  status: number;
  id: string;
  ms: number;
}

async function oneByOne(runs: number, work: (n: number) => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < runs; n += 1) all.push(await work(n));
  return all;
}

/** So many callers, each of which calls again as soon as it has its answer. */
async function manyAtOnce(
  calls: number,
  atOnce: number,
  call: (n: number) => Promise<Answered>,
): Promise<{ perSecond: number; statuses: Record<string, number> }> {
  const statuses: Record<string, number> = {};
  const since = performance.now();
  let next = 0;
  const caller = async () => {
    while (next < calls) {
      next += 1;
      const { status } = await call(next - 1);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return { perSecond: (calls * 1000) / (performance.now() - since), statuses };
}
