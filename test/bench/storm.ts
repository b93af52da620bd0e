import type { Row } from '#app/ports';
import { pin } from '#app/store/pin';
import type { Signal } from '#core/incident/signal';
import { changed, highErrorRate, Story } from '#test/story';
import { type Calls, slowed } from './slowed.ts';

/** Milliseconds of the virtual clock that a call of the table or of a queue takes. */
const callTakes = 10;
/** Signals that are taken in beside each other. */
const atOnce = 50;

/** An incident that so many different alarms of one service have joined. */
export interface OneService {
  alarms: number;
  incidents: number;
  /** Signals that the counting rows say are firing, and firings on the record. */
  firing: number;
  noted: number;
  acknowledgement: Calls;
  stateBytes: number;
}

/** A different alarm of one service for each number; none is worse than the first. */
const another = (n: number): Signal => ({
  ...highErrorRate,
  key: `${highErrorRate.key}-${n}`,
  at: new Date(Date.parse('2026-03-11T14:02:00Z') + n).toISOString(),
  title: `Alarm ${n}`,
});

/** So many different alarms on one service, then one acknowledgement. */
export async function oneService(alarms: number): Promise<OneService> {
  const story = new Story();
  const counted = slowed(story.world, 0);
  await story.signal(highErrorRate);
  await story.until('14:04');
  await manyAtOnce(
    story,
    Array.from({ length: alarms - 1 }, (_, n) => another(n + 1)),
  );
  Object.assign(counted, { calls: 0, bytes: 0 });
  await story.run(() => story.world.say(story.id, { do: 'acknowledge', by: 'alice' }));
  const acknowledgement = { ...counted };
  const rows = story.world.table.dump();
  const state = rows.find((row) => row.pk === story.id && row.sk === 'STATE');
  return {
    alarms,
    incidents: incidentsIn(rows).length,
    ...countsOf(rows, story.id),
    acknowledgement,
    stateBytes: Buffer.byteLength(JSON.stringify(state)),
  };
}

/** Many alarms over some keys, each key of a service of its own, and a worse one of another service in their midst. */
export interface ManyServices {
  alarms: number;
  keys: number;
  /** Incidents of the storm, those that counted exactly one signal and each of its firings once, and their pages. */
  incidents: number;
  exact: number;
  pages: number;
  /** Milliseconds of the virtual clock from an alarm to its first page: before the storm, and in its midst. */
  quiet: number;
  amid: number;
  /** Calls that follow each other on that way when it is quiet. */
  awaited: number;
}

export async function manyServices(alarms: number, keys: number): Promise<ManyServices> {
  const service = (n: number) => `service-${n}`;
  const pack = changed(({ playbook }) => {
    for (let n = 0; n < keys; n += 1) playbook.services[service(n)] = { title: `Service ${n}`, critical: false };
  });
  const story = new Story({ pack });
  const { clock, ports } = story.world;
  slowed(story.world, callTakes);
  clock.run(() => pin(ports));
  await clock.wind(1000);
  const quiet = await pagedAfter(story, worse('analysis-service', clock.now()));
  await story.until('14:05');
  // some seconds apart, so that each firing is another; told in an order that has nothing to do with it
  const storm = Array.from({ length: alarms }, (_, n): Signal => {
    const key = n % keys;
    const at = new Date(Date.parse('2026-03-11T14:03:00Z') + Math.floor(n / keys) * 100).toISOString();
    return { ...highErrorRate, key: `storm-${key}`, service: service(key), at, value: 10, title: `Storm ${key}` };
  });
  let amid = Number.NaN;
  await manyAtOnce(story, shuffled(storm), async (n) => {
    if (n === Math.floor(alarms / 2)) amid = await paging(story, worse('database', clock.now()));
  });
  const rows = story.world.table.dump();
  const ids = incidentsIn(rows).filter((id) => !rows.some((r) => r.pk === id && r.sk === 'STATE' && isWorse(r)));
  const each = alarms / keys;
  return {
    alarms,
    keys,
    incidents: ids.length,
    exact: ids.filter((id) => {
      const { firing, noted } = countsOf(rows, id);
      return firing === 1 && noted === each;
    }).length,
    pages: story.world.sent.filter(({ message: m }) => m.kind === 'page' && ids.includes(m.incidentId)).length,
    quiet,
    amid,
    awaited: quiet / callTakes,
  };
}

const worse = (service: string, at: Date): Signal => ({
  ...highErrorRate,
  key: `worse-${service}`,
  service,
  at: at.toISOString(),
});
const isWorse = (row: Row): boolean => JSON.stringify(row['incident']).includes('worse-');

const incidentsIn = (rows: Row[]): string[] => rows.filter((r) => r.listPk === 'INCIDENT').map((r) => r.pk);

function countsOf(rows: Row[], id: string): { firing: number; noted: number } {
  const own = rows.filter((row) => row.pk === id);
  return {
    firing: own.filter(({ sk }) => sk.startsWith('F#')).reduce((sum, row) => sum + Number(row['firing'] ?? 0), 0),
    noted: own.filter(({ sk }) => sk.startsWith('N#sig-')).length,
  };
}

/** Milliseconds until the first page that an alarm leads to. */
async function paging(story: Story, signal: Signal): Promise<number> {
  const { world } = story;
  const since = world.clock.now().getTime();
  const { incidentId } = await world.signal(signal);
  for (let looks = 0; looks < 60_000; looks += 1) {
    const page = world.sent.find(({ message }) => message.kind === 'page' && message.incidentId === incidentId);
    if (page !== undefined) return Date.parse(page.at) - since;
    await world.clock.sleep(1);
  }
  throw new Error(`${incidentId} has paged nobody within a minute`);
}

async function pagedAfter(story: Story, signal: Signal): Promise<number> {
  let took = Number.NaN;
  story.world.clock.run(async () => {
    took = await paging(story, signal);
  });
  while (Number.isNaN(took)) await story.world.clock.wind(1000);
  return took;
}

/** Takes signals in, so many beside each other, until all are in; `beside` is called when each begins. */
async function manyAtOnce(
  story: Story,
  signals: readonly Signal[],
  beside: (n: number) => Promise<void> = async () => {},
): Promise<void> {
  const { clock } = story.world;
  let next = 0;
  let working = 0;
  const worker = async () => {
    for (let signal = signals[next]; signal !== undefined; signal = signals[next]) {
      const n = next;
      next += 1;
      working += 1;
      clock.run(async () => {
        await beside(n);
        working -= 1;
      });
      await story.world.signal(signal);
    }
    working -= 1;
  };
  for (let n = 0; n < atOnce; n += 1) {
    working += 1;
    clock.run(worker);
  }
  await clock.settle();
  while (working > 0) await clock.wind(100);
}

/** The same disorder each time. */
function shuffled(signals: Signal[]): Signal[] {
  let seed = 7;
  return signals
    .map((signal) => ({ signal, at: (seed = (seed * 16_807) % 2_147_483_647) }))
    .sort((a, b) => a.at - b.at)
    .map(({ signal }) => signal);
}
