import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bugs } from './bugs.ts';

/** Bugs that each commit hunts: others each time, so that a few commits hunt them all. */
const EACH = 5;
const commit = Number.parseInt(execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { encoding: 'utf8' }), 16);
const begin = (commit % Math.ceil(bugs.length / EACH)) * EACH;
const hunted = Array.from({ length: EACH }, (_, n) => bugs[(begin + n) % bugs.length]?.name ?? '');

test(`each of ${EACH} bugs is caught: ${hunted.join(', ')}`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-hunt-'));
  try {
    const file = join(folder, 'caught.json');
    const script = fileURLToPath(new URL('hunt.ts', import.meta.url));
    // a vitest of its own, which must not take itself for a part of this one
    const { VITEST: _, VITEST_POOL_ID: __, VITEST_WORKER_ID: ___, NODE_ENV: ____, ...env } = process.env;
    const child = spawn(process.execPath, [script, file, ...hunted], { stdio: ['ignore', 'ignore', 'inherit'], env });
    await new Promise((done) => child.once('exit', done));
    const caught: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(caught).toEqual(Object.fromEntries(hunted.map((name) => [name, expect.any(String)])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);
