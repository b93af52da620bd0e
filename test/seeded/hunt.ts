import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Bug } from './bugs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** The first test that fails with the bug in the product, as `file: test`; undefined where it survives all its hunters. */
export async function hunt(bug: Bug): Promise<string | undefined> {
  for (const hunter of bug.hunters) {
    const caught = await failing(bug, hunter);
    if (caught !== undefined) return `${hunter}: ${caught}`;
  }
  return undefined;
}

async function failing(bug: Bug, hunter: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-hunt-'));
  const file = join(folder, 'report.json');
  try {
    const child = spawn(
      process.execPath,
      [vitest, 'run', hunter, '--bail=1', '--reporter=json', `--outputFile=${file}`],
      {
        cwd: root,
        stdio: 'ignore',
        env: { ...process.env, SEEDED_BUG: bug.name, FAULT_SECONDS: '60' },
      },
    );
    await new Promise((done) => child.once('exit', done));
    const { testResults } = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (testResults.length === 0) throw new Error(`${bug.name}: ${hunter} is no test`);
    // a file that cannot even be loaded has caught nothing
    const unread = testResults.find((r) => r.status === 'failed' && r.assertionResults.length === 0);
    if (unread !== undefined) throw new Error(`${bug.name}: ${hunter} cannot be loaded with it`);
    return testResults.flatMap((r) => r.assertionResults).find((a) => a.status === 'failed')?.fullName;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
