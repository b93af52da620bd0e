import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { documentOf } from '#app/api/document';
import { roles } from '#app/api/roles';
import { registry } from '#app/operations/registry';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { gatewayServer } from '#test/gateway';
import { ensurePython } from '../../local/setup.mjs';
import { apiOn, claimsOf, tracktion } from './support.ts';

const config = fileURLToPath(new URL('schemathesis/schemathesis.toml', import.meta.url));

test('schemathesis finds nothing in the API that its document does not say', async () => {
  const python = await ensurePython('schemathesis', join('test', 'api', 'schemathesis'));
  const { world } = apiOn();
  const { url, close } = await gatewayServer({
    serve: gateway(api(world.ports)),
    verify: (token) => (roles.some((role) => role === token) ? claimsOf(token) : undefined),
    open: registry.filter((o) => o.role === 'anybody'),
    after: () => world.clock.settle(),
  });
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-schemathesis-'));
  try {
    // with the words of the playbook: requests that name others are refused, which the public document cannot say
    const { pack, people } = tracktion;
    const document = join(folder, 'openapi.json');
    writeFileSync(document, JSON.stringify(documentOf(registry, { playbook: pack.playbook, people })));
    const bounds = ['--max-examples', '6', '--generation-database', 'none', '--no-color'];
    const target = ['run', document, '--url', url, '--header', 'Authorization: Bearer admin', '--checks', 'all'];
    const { code, report } = await schemathesis(python, folder, ['--config-file', config, ...target, ...bounds]);
    expect(code, report).toBe(0);
    expect(report).toContain(`Tested: ${registry.length}`);
    expect(Number(/([\d,]+) generated/.exec(report)?.[1])).toBeGreaterThan(1000);
    expect(report).toContain('✅ Coverage');
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Runs it to its end and gives what it wrote. */
function schemathesis(python: string, cwd: string, args: string[]): Promise<{ code: number; report: string }> {
  return new Promise((done) => {
    execFile(
      python,
      ['-c', 'import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())', ...args],
      { cwd, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, PYTHONUTF8: '1' } },
      (error, out, err) => done({ code: error === null ? 0 : Number(error.code), report: `${out}${err}` }),
    );
  });
}
