import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'tocsin-start-'));
beforeAll(() => {
  cpSync(path('playbooks/starter'), dir, { recursive: true });
  rmSync(join(dir, 'demo.yaml'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** What `npm start -- …` says before it starts anything. */
async function started(...options: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const run = promisify(execFile)(process.execPath, [path('local/start.ts'), ...options]);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: unknown; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  );
}

test('--once of a playbook without a demonstration: what is missing and what can be done, and nothing is started', async () => {
  const { code, out, err } = await started('--once', '--playbook', dir);
  expect([code, out, err]).toEqual([
    2,
    '',
    `--once shows the demonstration of a playbook, and ${dir} has none: there is no demo.yaml beside its playbook.yaml. Without --once it starts all the same; then declare an incident at the board or by \`npx tocsin declare\`, or say in demo.yaml what breaks and what people do (docs/playbooks.md, Demonstrations)\n`,
  ]);
});

test('--once and --no-demo contradict each other', async () => {
  const { code, err } = await started('--once', '--no-demo', '--playbook', path('playbooks/starter'));
  expect([code, err]).toEqual([
    2,
    '--once shows the demonstration, and --no-demo leaves it out: expected one of them\n',
  ]);
});

test('a demonstration with a mistake: file, line, column and the correction, as of the rest of a playbook', async () => {
  writeFileSync(join(dir, 'demo.yaml'), 'title: t\nsteps:\n  - { fire: app-dwn, service: app }\n');
  const { code, err } = await started('--once', '--playbook', dir);
  rmSync(join(dir, 'demo.yaml'));
  expect([code, err]).toEqual([
    3,
    'demo.yaml:3:13: there is no detection rule "app-dwn"; expected: app-down (of app-down)\n',
  ]);
});
