import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ensurePython, node24 } from '../setup.mjs';

/** A running local engine, and how to stop it with everything that it started. */
export interface Engine {
  url: string;
  port: number;
  pid: number;
  /** SIGTERM lets it save its state (if it has a `stateDir`); SIGKILL is a crash. Neither leaves a process behind. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** The last lines of its log. */
  logs(): string[];
}

export interface EngineOptions {
  /** Where its state is kept across an orderly restart; without it everything is lost. */
  stateDir?: string | undefined;
  port?: number | undefined;
  /** Variables for the engine and its Lambda workers, which see nothing else of this process's environment. */
  env?: Record<string, string> | undefined;
  /** Parts of function names: a worker of each matching function is started before its first invocation. */
  warm?: string[] | undefined;
  log?: ((line: string) => void) | undefined;
}

/** Thrown when the engine does not start; its message has the last lines of the engine's log. */
export class EngineNotStarted extends Error {
  override readonly name = 'EngineNotStarted';
}

const startWithin = 60_000;
const endWithin = 10_000;
const linesKept = 500;

/** The environment in which SDK clients, the CDK and child processes reach the engine and nothing else. */
export function engineEnv(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    CDK_DEFAULT_ACCOUNT: '000000000000',
    CDK_DEFAULT_REGION: 'us-east-1',
    // A person's own profile or an instance role must not replace the engine's keys.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}

/** Starts the pinned engine on a free loopback port, in a process group of its own, and waits until it answers. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const python = await ensurePython();
  // Another process may take a free port before the engine does; then the next one will do.
  for (let attemptsLeft = options.port ? 0 : 3; ; attemptsLeft -= 1) {
    const port = options.port ?? (await freePort());
    try {
      return await startOn(port, python, options);
    } catch (error) {
      if (!(error instanceof EngineNotStarted && error.message.includes('already in use')) || attemptsLeft === 0) {
        throw error;
      }
    }
  }
}

async function startOn(port: number, python: string, { stateDir, env, warm, log }: EngineOptions): Promise<Engine> {
  const url = `http://127.0.0.1:${port}`;
  const scratch = await mkdtemp(join(tmpdir(), 'tocsin-engine-'));
  if (stateDir) await mkdir(stateDir, { recursive: true });
  const child = spawn(python, ['-u', fileURLToPath(new URL('engine.py', import.meta.url))], {
    detached: true, // a group of its own, which can be ended whole; a terminal's Ctrl-C does not reach it
    stdio: ['pipe', 'pipe', 'pipe'], // the engine ends when its standard input closes: with this process
    env: {
      ...(process.env['HOME'] && { HOME: process.env['HOME'] }),
      LANG: 'C.UTF-8',
      // Lambda workers are the first `node` on PATH.
      PATH: [dirname(node24), process.env['PATH']].join(delimiter),
      TMPDIR: scratch,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      DOCKER_HOST: 'unix:///nonexistent', // on hosts that have Docker it would look for containers of its own
      LOG_LEVEL: 'WARNING',
      NODE_NO_WARNINGS: '1', // the engine's own worker script uses what Node deprecates
      LAMBDA_WARM_TTL_SECONDS: '60', // what a burst started is ended soon; a worker is 80 MB
      ...(warm?.length && { TOCSIN_WARM: warm.join(',') }),
      ...(stateDir && {
        PERSIST_STATE: '1',
        STATE_DIR: stateDir,
        S3_PERSIST: '1', // objects are no part of its state otherwise
        S3_DATA_DIR: join(stateDir, 's3'),
      }),
      ...env,
    },
  });
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    if (lines.length > linesKept) lines.shift();
    log?.(line);
  };
  createInterface({ input: child.stdout }).on('line', keep);
  createInterface({ input: child.stderr }).on('line', keep);
  child.stdin.on('error', () => {}); // its end may close the pipe before we do
  child.on('error', (error) => keep(String(error)));
  const ended = once(child, 'close').catch(() => {});
  const pid = child.pid;
  const running = () => pid !== undefined && child.exitCode === null && child.signalCode === null;
  const killGroup = () => pid !== undefined && signalGroup(pid, 'SIGKILL');
  const atExit = () => {
    killGroup();
    rmSync(scratch, { recursive: true, force: true });
  };
  process.once('exit', atExit);

  let stopping: Promise<void> | undefined;
  const stop = (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    stopping ??= (async () => {
      if (running() && signal === 'SIGTERM') {
        child.kill('SIGTERM');
        await Promise.race([ended, pause(endWithin, undefined, { ref: false })]);
      }
      killGroup();
      await ended;
      if (pid !== undefined) while (signalGroup(pid, 0)) await pause(5);
      process.off('exit', atExit);
      await rm(scratch, { recursive: true, force: true });
    })();
    return stopping;
  };

  const deadline = Date.now() + startWithin;
  while (!(await answers(url))) {
    if (!running() || Date.now() > deadline) {
      await stop('SIGKILL');
      throw new EngineNotStarted(`the local engine did not start on port ${port}:\n${lines.slice(-20).join('\n')}`);
    }
    await pause(25);
  }
  if (pid === undefined) throw new EngineNotStarted('the local engine has no process');
  return { url, port, pid, stop, logs: () => [...lines] };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** Sends a signal to every process of a group; returns whether there was one. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    // macOS answers EPERM for a group of which only unreaped processes are left.
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new EngineNotStarted('no free port');
  return address.port;
}
