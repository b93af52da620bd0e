import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock.mjs';
import { run } from './run.mjs';
import { gaveUp, patienceMs, SetUpFailed, say } from './say.mjs';

/** Makes a private Python environment when it is missing or not that of its requirements.txt; gives its python. */
export async function ensureEnvironment(root, name, folder) {
  const venv = join(root, '.local', `${name}-venv`);
  const requirements = join(root, folder, 'requirements.txt');
  const python = join(venv, 'bin', 'python');
  const stamp = join(venv, 'tocsin-requirements');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const ready = () => existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted && existsSync(python);
  if (ready()) return python;
  const waiting = (pid) => say(`another set-up (process ${pid}) is installing Python packages (${name}); waiting …`);
  const tired = (pid) => gaveUp(`another set-up (process ${pid}, by .local/python-${name}.lock)`);
  return await alone(join(root, '.local', `python-${name}.lock`), { patienceMs, waiting, tired }, async () => {
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
