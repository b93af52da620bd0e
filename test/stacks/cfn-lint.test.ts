import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ensurePython } from '../../local/setup.mjs';

const app = fileURLToPath(new URL('../../bin/app.ts', import.meta.url));

test('cfn-lint finds nothing in the template that the app synthesizes', async () => {
  const python = await ensurePython('cfn-lint', join('test', 'stacks', 'cfn-lint'));
  const out = mkdtempSync(join(tmpdir(), 'tocsin-lint-'));
  try {
    const { stderr: warned } = await promisify(execFile)(process.execPath, [app], {
      env: { ...process.env, CDK_OUTDIR: out, CDK_VALIDATION: 'true' },
      maxBuffer: 16 * 1024 * 1024,
    });
    expect(warned).not.toContain('Template validation found issues');
    const templates = readdirSync(out).filter((file) => file.endsWith('.template.json'));
    expect(templates).toEqual(['tocsin.template.json']);
    const ran = promisify(execFile)(
      python,
      [
        '-c',
        'import sys; from cfnlint.runner import main; sys.exit(main())',
        '--regions',
        'us-east-1',
        '--',
        ...templates.map((file) => join(out, file)),
      ],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    // it ends with a number that says which kinds were found; anything else is no finding but a failure to run
    const found = await ran.then(
      ({ stdout, stderr }) => `${stdout}${stderr}`,
      (error: { code?: unknown; stdout?: string; stderr?: string; message: string }) =>
        typeof error.code === 'number' && error.stdout !== undefined && error.stdout !== ''
          ? error.stdout
          : `${error.message} ${error.stderr ?? ''}`,
    );
    expect(found.trim()).toBe('');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
