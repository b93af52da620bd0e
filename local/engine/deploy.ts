import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { node24 } from '../setup.mjs';
import { engineEnv } from './engine.ts';

export interface Deployment {
  engineUrl: string;
  /** A synthesized cloud assembly (`cdk.out`). */
  assemblyDir: string;
  stackName: string;
  log?: ((line: string) => void) | undefined;
}

/** Thrown when the CDK fails; its message ends with the CDK's output. */
export class NotDeployed extends Error {
  override readonly name = 'NotDeployed';
}

const cdk = fileURLToPath(new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** Bootstraps the engine for the CDK, as one does once for an account; does nothing when that is done. */
export async function bootstrap(engineUrl: string, log?: Deployment['log']): Promise<void> {
  if (await bootstrapped(engineUrl)) return;
  await inScratch((scratch) => runCdk(['bootstrap', 'aws://000000000000/us-east-1'], engineUrl, scratch, log));
}

/** Deploys a synthesized stack to the engine with the AWS CDK, as to an account; returns the stack's outputs. */
export async function deploy({ engineUrl, assemblyDir, stackName, log }: Deployment): Promise<Record<string, string>> {
  await bootstrap(engineUrl, log);
  return await inScratch(async (scratch) => {
    const outputs = join(scratch, 'outputs.json');
    const direct = ['--method', 'direct', '--require-approval', 'never', '--progress', 'events'];
    const what = [stackName, '--exclusively', '--app', resolve(assemblyDir), '--outputs-file', outputs];
    await runCdk(['deploy', ...what, ...direct], engineUrl, scratch, log);
    const written = JSON.parse(await readFile(outputs, 'utf8')) as Record<string, Record<string, string>>;
    return written[stackName] ?? {};
  });
}

async function inScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'tocsin-deploy-'));
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The bootstrap stack's version parameter, which every CDK deployment reads first. */
async function bootstrapped(engineUrl: string): Promise<boolean> {
  const answer = await fetch(engineUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.GetParameter',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ Name: '/cdk-bootstrap/hnb659fds/version' }),
  });
  return answer.ok;
}

async function runCdk(args: string[], engineUrl: string, cwd: string, log: Deployment['log']) {
  const quiet = ['--no-notices', '--no-color', '--ci'];
  const child = spawn(node24, [cdk, ...args, ...quiet], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...(process.env['HOME'] && { HOME: process.env['HOME'] }),
      PATH: process.env['PATH'],
      CI: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      CDK_HOME: cwd,
      ...engineEnv(engineUrl),
    },
  });
  const said: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      said.push(line);
      log?.(line);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new NotDeployed(`cdk ${args[0]} failed (${code}):\n${said.slice(-30).join('\n')}`);
}
