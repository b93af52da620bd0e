import { isDeepStrictEqual } from 'node:util';
import { runInMoto } from './moto.ts';
import { runInOurs } from './ours.ts';
import type { Path } from './paths.ts';
import type { Ran } from './ran.ts';
import { type Trace, tracesOf } from './trace.ts';

/** What came of taking paths in both interpreters. */
export interface Compared {
  paths: number;
  executions: number;
  /** Lines of the histories that were compared. */
  lines: number;
  /** Where they differ and should not, or should and do not, in words. */
  wrong: string[];
  /** The known differences that were seen. */
  known: string[];
}

/** Takes the paths in our runner and in moto's, and compares what they entered, gave and failed with. */
export async function compare(paths: readonly Path[]): Promise<Compared> {
  const moto = await runInMoto(paths);
  const all: Compared = { paths: paths.length, executions: 0, lines: 0, wrong: [], known: [] };
  for (const [n, path] of paths.entries()) {
    const ran = await runInOurs(path, n);
    const ours = tracesOf(path.machine, ran);
    const theirs = moto.get(path.name);
    all.executions += Object.keys(ours).length;
    for (const { flows } of Object.values(ours)) for (const flow of Object.values(flows)) all.lines += flow.length;
    if (path.leaves === undefined && Object.keys(ran.left).length > 0)
      all.wrong.push(`${path.name}: nobody asked for ${JSON.stringify(ran.left)}`);
    if (path.differs === undefined) {
      all.wrong.push(...differences(ours, tracesOf(path.machine, theirs)).map((what) => `${path.name}: ${what}`));
      continue;
    }
    const still = stillDiffers(path, theirs);
    if (still === undefined) all.known.push(path.differs.by);
    else all.wrong.push(`${path.name}: ${still}`);
  }
  return all;
}

/** Why a known difference is none any more. */
function stillDiffers({ differs, machine }: Path, theirs: Ran | undefined): string | undefined {
  const [end] = Object.values(tracesOf(machine, theirs)).map((trace) => trace.end);
  if (end?.['status'] === differs?.moto.status && end?.['error'] === differs?.moto.error) return undefined;
  return `moto ends with ${JSON.stringify(end)} and is known for ${JSON.stringify(differs)}: the list of differences is out of date`;
}

/** A branch that another branch's failure stops has got as far as its interpreter's speed allowed. */
const stopped = (trace: Trace): boolean => trace.end['status'] === 'ABORTED' || trace.end['status'] === 'RUNNING';

function differences(ours: Record<string, Trace>, theirs: Record<string, Trace>): string[] {
  const failed = Object.values(ours).some(
    ({ end, flows }) => end['status'] === 'FAILED' && Object.keys(flows).length > 1,
  );
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names].flatMap((name) => {
    const [a, b] = [ours[name], theirs[name]];
    if (a === undefined || b === undefined || stopped(a))
      return failed ? [] : [`${name} ran only in ${a === undefined ? 'moto' : 'ours'}`];
    const ends = isDeepStrictEqual(a.end, b.end)
      ? []
      : [`${name} ends with ${JSON.stringify(a.end)}, in moto with ${JSON.stringify(b.end)}`];
    return [...ends, ...inFlows(name, a, b, failed)];
  });
}

/** What a branch did before it was stopped: moto then lets the task that waits for a child succeed with nothing. */
function untilStopped(lines: string[]): string[] {
  const at = lines.indexOf('gets null');
  return at < 0 ? lines : lines.slice(0, at);
}

function inFlows(name: string, a: Trace, b: Trace, failed: boolean): string[] {
  return [...new Set([...Object.keys(a.flows), ...Object.keys(b.flows)])].flatMap((flow) => {
    const mine = a.flows[flow] ?? [];
    const beside = failed && flow !== '' && !mine.some((line) => line.startsWith('fails'));
    const its = beside ? untilStopped(b.flows[flow] ?? []) : (b.flows[flow] ?? []);
    const length = beside ? Math.min(mine.length, its.length) : Math.max(mine.length, its.length);
    const at = Array.from({ length }, (_, n) => n).find((n) => mine[n] !== its[n]);
    return at === undefined
      ? []
      : [`${name} ${flow} step ${at}: ${mine[at] ?? 'over'}\n  in moto: ${its[at] ?? 'over'}`];
  });
}
