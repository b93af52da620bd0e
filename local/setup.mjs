// Brings a fresh clone to the state in which everything else runs: the npm packages, Node 24, the engine's Python.
// Plain JavaScript without dependencies, because it runs before there are any, on the Node that the host has (>= 20).
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const local = join(root, '.local');
const modules = join(root, 'node_modules');

/** The project's own Node, which runs all but this set-up. */
export const node24 = join(modules, '.bin', 'node');

/** Thrown when the host lacks what the set-up needs; its message says what to do. */
export class SetUpFailed extends Error {
  name = 'SetUpFailed';
}

const say = (text) => process.stderr.write(`tocsin: ${text}\n`);
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined);

/** Installs the npm packages when they are missing or not those of the lockfile, and checks that Node 24 is there. */
export async function ensureNode() {
  const lockfile = join(root, 'package-lock.json');
  const stamp = join(modules, '.tocsin-lockfile');
  const wanted = hashOf(lockfile);
  if (textOf(stamp) === wanted && existsSync(node24)) return node24;
  return await alone('npm', async () => {
    if (!installed(lockfile)) {
      say('installing the npm packages (once; a minute or two) …');
      rmSync(stamp, { force: true });
      const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
      let npm = await run('npm', ['ci', ...flags], { cwd: root }, { quiet: true });
      if (npm.code !== 0 && npm.said.includes('EUSAGE')) {
        // A registry without some platform's optional packages leaves them out of the lockfile, and `ci` then refuses
        // the whole file. `install` takes all that the file does name, at its versions and hashes.
        rmSync(modules, { recursive: true, force: true });
        npm = await run('npm', ['install', '--no-save', ...flags], { cwd: root }, { quiet: true });
      }
      process.stderr.write(npm.said);
      if (npm.code !== 0) throw new SetUpFailed(`npm ci failed (${npm.code}); see above, then start again.`);
    }
    const version = existsSync(node24) ? spawnSync(node24, ['--version'], { encoding: 'utf8' }).stdout?.trim() : '';
    if (!version?.startsWith('v24.')) {
      throw new SetUpFailed(
        `node_modules/.bin/node should be Node 24, found ${version || 'none'}. It is put there by an install script: ` +
          'if npm is set to ignore-scripts, run `npm rebuild node --ignore-scripts=false`, then start again.',
      );
    }
    writeFileSync(stamp, wanted);
    return node24;
  });
}

/** Whether node_modules holds what the lockfile names; npm writes its own record last, so half an install has none. */
function installed(lockfile) {
  const record = textOf(join(modules, '.package-lock.json'));
  if (!record) return false;
  const found = JSON.parse(record).packages;
  return Object.entries(JSON.parse(readFileSync(lockfile, 'utf8')).packages).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' ||
      (found[path] ? found[path].version === version && existsSync(join(root, path)) : optional || devOptional || peer),
  );
}

/** Makes a private Python environment when it is missing or not that of its requirements.txt; gives its python. */
export async function ensurePython(name = 'engine', folder = join('local', 'engine')) {
  const venv = join(local, `${name}-venv`);
  const requirements = join(root, folder, 'requirements.txt');
  const python = join(venv, 'bin', 'python');
  const stamp = join(venv, 'tocsin-requirements');
  const wanted = hashOf(requirements);
  const ready = () => textOf(stamp) === wanted && existsSync(python);
  if (ready()) return python;
  return await alone(`python-${name}`, async () => {
    if (ready()) return python;
    const base = findPython();
    say(`installing ${name === 'engine' ? 'the local engine' : name} (once; about half a minute) …`);
    const fresh = `${venv}.new`;
    rmSync(fresh, { recursive: true, force: true });
    await must(base, ['-m', 'venv', fresh]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-compile'];
    await must(join(fresh, 'bin', 'python'), [...pip, '--no-deps', '--require-hashes', '-r', requirements]);
    writeFileSync(join(fresh, 'tocsin-requirements'), wanted);
    // The environment appears whole or not at all: what an interrupted set-up leaves is only ever `.new`.
    rmSync(venv, { recursive: true, force: true });
    renameSync(fresh, venv);
    return python;
  });
}

async function must(command, args) {
  const { code } = await run(command, args, { env: { ...process.env, PIP_USER: '0', PYTHONHOME: undefined } });
  if (code === 0) return;
  throw new SetUpFailed(`${[command, ...args.slice(0, 3)].join(' ')} … failed (${code}); see above, then start again.`);
}

function findPython() {
  const asked = process.env.TOCSIN_PYTHON;
  const probe = 'import sys, venv, ensurepip; print(sys.version_info >= (3, 10))';
  const names = asked ? [asked] : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
  const seen = [];
  for (const name of names) {
    const { stdout, stderr, error } = spawnSync(name, ['-c', probe], { encoding: 'utf8', timeout: 20_000 });
    if (stdout?.trim() === 'True') return name;
    if (!error) seen.push(`${name}: ${stdout?.trim() === 'False' ? 'too old' : lastLine(stderr)}`);
  }
  throw new SetUpFailed(
    'the local engine needs Python >= 3.10 with its venv and ensurepip modules (on Debian and Ubuntu the package ' +
      `python3-venv). Set TOCSIN_PYTHON to one, or install it. Found: ${seen.join('; ') || 'none'}.`,
  );
}

const lastLine = (text) => text?.trim().split('\n').at(-1) ?? '';

/** Runs a command and gives its exit code and what it wrote; shows that on stderr, for stdout is the caller's. */
function run(command, args, options, { quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (data) => {
        said += data;
        if (!quiet) process.stderr.write(data);
      });
    }
    child.once('error', (cause) => reject(new SetUpFailed(`cannot run ${command}: ${cause.message}`, { cause })));
    child.once('close', (code, signal) => resolve({ code: code ?? signal, said }));
  });
}

/** Does one set-up at a time in this clone, also across processes: a directory is the lock, and its owner must live. */
async function alone(what, work) {
  mkdirSync(local, { recursive: true });
  const lock = join(local, `set-up-${what}.lock`);
  const owner = join(lock, 'pid');
  let told = false;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (abandoned(lock, owner)) {
      // Renamed before it is removed, so that of two who find it abandoned only one takes it away.
      const away = `${lock}.${process.pid}`;
      try {
        renameSync(lock, away);
        rmSync(away, { recursive: true, force: true });
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
      continue;
    }
    if (!told) say(`another process is setting up (${what}); waiting …`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    writeFileSync(owner, String(process.pid));
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function abandoned(lock, owner) {
  const pid = Number(textOf(owner));
  if (pid) {
    try {
      process.kill(pid, 0);
      return false;
    } catch (error) {
      return error.code === 'ESRCH';
    }
  }
  // Its owner has not written its number yet, or died before it could.
  return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 5_000;
}

/**
 * Goes on as `script` under Node 24: same terminal, same signals, same exit code. Never returns.
 * With `leash` the script hears `process.on('disconnect')` when this process is gone, however it went.
 */
export function handOver(script, args, { env = {}, leash = false } = {}) {
  const child = spawn(node24, [script, ...args], {
    stdio: leash ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { ...process.env, ...env },
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
