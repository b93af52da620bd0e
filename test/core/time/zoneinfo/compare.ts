import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { dayIn, wallTime } from '#core/time/wall';
import { ensurePython } from '../../../../local/setup.mjs';

const Table = z.strictObject({
  zone: z.string(),
  changes: z.array(z.int()),
  /** Instants, each with the number of its local day. */
  days: z.array(z.tuple([z.int(), z.int()])),
  /** Days and times, each with the instant at which a wall clock shows it. */
  walls: z.array(z.tuple([z.int(), z.string(), z.int()])),
});

export interface Comparison {
  /** Release of the zone database: Node's, and the one that Python reads. */
  releases: { node: string; python: string };
  /** Clock changes of each zone. */
  changes: Record<string, number>;
  compared: number;
  /** What differs, by zone. */
  differences: Record<string, string[]>;
}

/** Compares our days and wall times around each clock change from 2020 to 2040 with those of Python's zoneinfo; of all zones, if none is named. */
export async function compareZones(...zones: readonly string[]): Promise<Comparison> {
  const script = fileURLToPath(new URL('table.py', import.meta.url));
  const python = spawn(await ensurePython('zoneinfo', join('test', 'core', 'time', 'zoneinfo')), [script, ...zones], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // no folder of the machine's own: zoneinfo then reads the pinned package
    env: { ...process.env, PYTHONTZPATH: '' },
  });
  const ended = new Promise<number | null>((done) => void python.once('close', done));
  const comparison: Comparison = {
    releases: { node: process.versions['tz'] ?? '', python: '' },
    changes: {},
    compared: 0,
    differences: {},
  };
  for await (const line of createInterface({ input: python.stdout })) {
    if (comparison.releases.python === '') {
      comparison.releases.python = line;
      continue;
    }
    const { zone, changes, days, walls } = Table.parse(JSON.parse(line));
    const found: string[] = [];
    for (const [seconds, day] of days) {
      const ours = dayIn(zone, new Date(seconds * 1000));
      if (ours !== day) found.push(`day of ${seconds}: ${ours}, by zoneinfo ${day}`);
    }
    for (const [day, time, seconds] of walls) {
      const ours = wallTime(zone, day, time).getTime() / 1000;
      if (ours !== seconds) found.push(`day ${day} ${time}: ${ours}, by zoneinfo ${seconds}`);
    }
    comparison.changes[zone] = changes.length;
    comparison.compared += days.length + walls.length;
    if (found.length > 0) comparison.differences[zone] = found;
  }
  const code = await ended;
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return comparison;
}
