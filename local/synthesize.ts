import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engineEnv } from '#local/engine/engine';

const app = fileURLToPath(new URL('../bin/app.ts', import.meta.url));

/** Runs the CDK app with a context and returns the directory of its assembly; the app's errors about an invalid playbook pass unchanged. */
export async function synthesize(context: Record<string, string>, engineUrl: string): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'tocsin-assembly-'));
  try {
    await promisify(execFile)(process.execPath, [app], {
      env: {
        ...process.env,
        ...engineEnv(engineUrl),
        CDK_OUTDIR: out,
        CDK_CONTEXT_JSON: JSON.stringify(context),
        // its look at the template only warns, and takes seconds; the engine's stack never runs in an account
        CDK_VALIDATION: 'false',
      },
      maxBuffer: 16 * 1024 * 1024,
    });
    return out;
  } catch (error) {
    rmSync(out, { recursive: true, force: true });
    const stderr = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
    throw new Error(`the stack could not be synthesized:\n${stderr}`, { cause: error });
  }
}
