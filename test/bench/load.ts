import { type Acknowledging, acknowledging } from './acknowledging.ts';
import { type Burst, measureBurst } from './burst.ts';
import type { Judged } from './figures.ts';
import { type Opening, opening } from './opening.ts';
import { plain, table } from './shown.ts';
import type { Spread } from './spread.ts';
import { type ManyServices, manyServices, type OneService, oneService } from './storm.ts';

/** What storms and many people at once come to. */
export interface Load {
  opening: Opening;
  /** One alarm alone, as many as an incident names, and a storm. */
  oneService: { alone: OneService; named: OneService; storm: OneService };
  manyServices: ManyServices;
  acknowledging: Acknowledging;
  burst?: Burst;
}

/** The storms on the runner, and on the engine so many declarations, 20 at once; none for 0. */
export async function measureLoad(incidents: number, say: (line: string) => void): Promise<Load> {
  const [alone, named, storm] = [await oneService(1), await oneService(30), await oneService(5000)];
  const services = await manyServices(10_000, 50);
  return {
    opening: await opening(),
    oneService: { alone, named, storm },
    manyServices: services,
    acknowledging: await acknowledging(),
    ...(incidents === 0 ? {} : { burst: await measureBurst(incidents, 20, say) }),
  };
}

/** Beside their limits, what the runner counts; beside their goals, what depends on the machine. */
export function judgedLoad({
  opening: o,
  oneService: { alone, named, storm },
  manyServices: m,
  acknowledging: a,
  burst,
}: Load): Judged[] {
  const limit = { kind: 'limit' as const, unit: '' };
  const goal = { kind: 'goal' as const, unit: '' };
  const lost = Math.abs(storm.alarms - storm.firing) + Math.abs(storm.alarms - storm.noted);
  const calls = storm.acknowledgement.calls - alone.acknowledgement.calls;
  const bytes = storm.acknowledgement.bytes / named.acknowledgement.bytes;
  return [
    { ...limit, what: 'alarm to first page, calls that follow each other', figure: m.awaited, most: 5 },
    {
      ...limit,
      what: 'page to acknowledged by link, calls that follow each other',
      figure: a.opened + a.pressed,
      most: 7,
    },
    { ...limit, what: 'opening of a P1, write units', figure: o.writeUnits, most: 65 },
    { ...limit, what: '5,000 alarms on one service: incidents', figure: storm.incidents, most: 1 },
    { ...limit, what: '  alarms not counted, or not on the record', figure: lost, most: 0 },
    { ...limit, what: '  calls of an acknowledgement beside those when it is quiet', figure: calls, most: 0 },
    { ...limit, what: '  bytes of an acknowledgement, times those after 30 alarms', figure: bytes, most: 1.05 },
    { ...limit, what: "  the state's row, KB", figure: storm.stateBytes / 1000, most: 12 },
    { ...limit, what: '10,000 alarms on 50 services: incidents', figure: m.incidents, most: m.keys },
    { ...limit, what: '  services without an incident that is exactly counted', figure: m.keys - m.exact, most: 0 },
    { ...limit, what: '  a new P1 in their midst: page, times the quiet one', figure: m.amid / m.quiet, most: 3 },
    ...(burst === undefined
      ? []
      : [
          {
            ...goal,
            what: `${burst.incidents} declared 20 at once: not answered 201`,
            figure: refused(burst),
            most: 0,
          },
          {
            ...goal,
            what: '  answered, and paged nobody',
            figure: (burst.statuses['201'] ?? 0) - burst.paged,
            most: 0,
          },
          {
            ...goal,
            what: '  acknowledgement meanwhile, times the quiet one',
            figure: slower(burst, 'during'),
            most: 3,
          },
          {
            ...goal,
            what: '  acknowledgement right after, times the quiet one',
            figure: slower(burst, 'after'),
            most: 3,
          },
        ]),
  ];
}

const refused = ({ incidents, statuses }: Burst): number => incidents - (statuses['201'] ?? 0);
const slower = ({ acknowledged }: Burst, when: 'during' | 'after'): number =>
  acknowledged[when].median / acknowledged.quiet.median;

export function loadReport({
  opening: o,
  oneService: { alone, named, storm },
  manyServices: m,
  acknowledging: a,
  burst,
}: Load): string {
  const storms = table(
    [
      'alarms on one service',
      'incidents',
      'firing',
      'on the record',
      'calls of an acknowledgement',
      'its bytes',
      "state's row, bytes",
    ],
    [alone, named, storm].map((s) => [
      s.alarms,
      s.incidents,
      s.firing,
      s.noted,
      s.acknowledgement.calls,
      s.acknowledgement.bytes,
      s.stateBytes,
    ]),
  );
  return `The opening of a P1: ${o.rowBytes.length} rows, ${o.rowBytes.reduce((a, b) => a + b, 0)} bytes, ${o.writeUnits} write units. From the alarm to its page ${m.awaited} calls of table and queue follow each other. From there to the acknowledgement by link it is ${a.opened} calls of the table for the page, and ${a.pressed} for the press.

${storms}

${m.alarms} alarms over ${m.keys} keys, each of a service of its own, 50 taken in at once and in disorder: ${m.incidents} incidents, ${m.exact} of them counted exactly, ${m.pages} pages. A new P1 in their midst is paged after ${m.amid} ms of the virtual clock, and ${m.quiet} ms when it is quiet.

${burst === undefined ? 'Many declarations at once: not measured in this run.' : burstReport(burst)}`;
}

function burstReport(b: Burst): string {
  const row = (what: string, { median, min, max }: Spread) => [what, ...[median, min, max].map((ms) => Math.round(ms))];
  const answers = Object.entries(b.statuses).map(([status, n]) => `${n} × ${status}`);
  const seconds =
    b.processor === undefined
      ? ''
      : ` Of the processor an incident with all that follows from it took ${b.processor.incident.toFixed(3)} s, a put ${b.processor.put.toFixed(3)} s.`;
  return `${b.incidents} incidents declared, ${b.atOnce} at once, over the HTTP API of the local engine: ${answers.join(', ')}; ${b.paged} paged. ${plain(b.perSecond.incidents)} incidents a second, beside ${plain(b.perSecond.puts)} plain conditional puts by the same way.${seconds}

${table(
  ['milliseconds', 'median', 'min', 'max'],
  [
    row('acknowledgement, quiet', b.acknowledged.quiet),
    row('acknowledgement, while they are declared', b.acknowledged.during),
    row('acknowledgement, right after', b.acknowledged.after),
    row('plain put, quiet', b.put.quiet),
    row('plain put, beside as many puts', b.put.during),
    row('answer to first page', b.toPage),
  ],
)}`;
}
