// Brings a fresh clone to the state in which everything else runs: the npm packages, Node 24, the engine's Python.
// Plain JavaScript without dependencies, because it runs before there are any, on the Node that the host has (>= 20).
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './set-up/packages.mjs';
import { ensureEnvironment } from './set-up/python.mjs';
import { SetUpFailed, say } from './set-up/say.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The project's own Node, which runs all but this set-up. */
export const node24 = join(root, 'node_modules', '.bin', 'node');

/** Installs the npm packages when they are missing or not those of the lockfile, and checks that Node 24 is there. */
export const ensureNode = () => ensurePackages(root);

/** Makes a private Python environment, the engine's unless named, when it is missing or out of date; gives its python. */
export const ensurePython = (name = 'engine', folder = join('local', 'engine')) =>
  ensureEnvironment(root, name, folder);

/**
 * Goes on as `script` under Node 24: same terminal, same signals, same exit code. Never returns.
 * With `leash` the script hears `process.on('disconnect')` when this process is gone, however it went. With `compiled` what Node has made of
 * the sources is kept beside them: a third less is left to do at the next start.
 */
export function handOver(script, args, { leash = false, compiled = false } = {}) {
  const child = spawn(node24, [script, ...args], {
    env: compiled ? { NODE_COMPILE_CACHE: join(root, '.local', 'compiled'), ...process.env } : process.env,
    stdio: leash ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the child by itself, for it is in the same group: passed on, it would count twice.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('error', (error) => {
    say(`cannot run ${node24}: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
  return new Promise(() => {});
}

/** Says what is missing in one sentence, without a stack, and ends. */
export async function orExplain(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetUpFailed)) throw error;
    say(error.message);
    process.exit(1);
  }
}

// By itself (`node local/setup.mjs`) it sets everything up and ends.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await orExplain(async () => {
    await ensureNode();
    await ensurePython();
  });
}
