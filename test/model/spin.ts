import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The model, by its file. */
export const model = fileURLToPath(new URL('incident.pml', import.meta.url));

/** What is missing for a search, in a sentence that says how to install it; undefined where nothing is. */
export function missing(): string | undefined {
  const there = (command: string): boolean => spawnSync(command, ['-V'], { stdio: 'ignore' }).error === undefined;
  const lacks = ['spin', 'cc'].filter((command) => !there(command));
  if (lacks.length === 0) return undefined;
  return `${lacks.join(' and ')} not found: on Debian and Ubuntu, apt-get install spin gcc libc6-dev`;
}

/** What an exhaustive search came to. */
export interface Searched {
  errors: number;
  /** The first promise that was found broken. */
  broken?: string;
  states: number;
  depth: number;
  seconds: number;
  megabytes: number;
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);

/** Searches everything that the model can do, with these names defined, up to the first promise that is broken. */
export async function search(...defines: string[]): Promise<Searched> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-model-'));
  try {
    // a search that is expected to end soon is compiled sooner
    const level = defines.some((name) => name.startsWith('NO_GUARD')) ? '-O0' : '-O1';
    const flags = defines.map((name) => `-D${name}`);
    await run('spin', [...flags, '-a', model], { cwd: folder });
    await run('cc', ['-w', level, '-DSAFETY', '-DCOLLAPSE', '-DMEMLIM=1000', '-o', 'pan', 'pan.c'], { cwd: folder });
    const { stdout } = await run(join(folder, 'pan'), ['-m10000', '-w20'], {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024,
    });
    const broken = /^pan:1: (.*)$/m.exec(stdout)?.[1];
    // only what is found broken may end a search early
    if (/max search depth too small/.test(stdout) || (broken === undefined && /not completed/.test(stdout)))
      throw new Error(stdout);
    return {
      errors: numberIn(stdout, /errors: (\d+)/),
      ...(broken === undefined ? {} : { broken }),
      states: numberIn(stdout, /(\d+(?:\.\d+e\+\d+)?) states, stored/),
      depth: numberIn(stdout, /depth reached (\d+)/),
      seconds: numberIn(stdout, /elapsed time ([\d.]+)/),
      megabytes: numberIn(stdout, /([\d.]+)\ttotal actual memory usage/),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
