import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock.mjs';
import { npmAtWork } from './npm-at-work.mjs';
import { run } from './run.mjs';
import { gaveUp, patienceMs, SetUpFailed, say } from './say.mjs';

const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined);

/**
 * Installs the npm packages when they are missing or not those of the lockfile, and checks that Node 24 is there; gives its path.
 * An `npm ci` by hand takes no lock of ours. So it is waited for; ours installs into a folder of its own, which one rename puts in place;
 * and whatever the other one has finished meanwhile is kept instead.
 */
export async function ensurePackages(root) {
  const modules = join(root, 'node_modules');
  const node = join(modules, '.bin', 'node');
  const record = join(modules, '.package-lock.json');
  const stamp = join(modules, '.tocsin-lockfile');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (textOf(stamp) === wanted && existsSync(node) && existsSync(record)) return node;
  const waiting = (pid) => say(`another set-up (process ${pid}) is installing the npm packages; waiting …`);
  const tired = (pid) => gaveUp(`another set-up (process ${pid}, by .local/npm.lock)`);
  return await alone(join(root, '.local', 'npm.lock'), { patienceMs, waiting, tired }, async () => {
    await untilNobodyInstalls(root);
    if (!installed(root)) {
      say('installing the npm packages (once; a minute or two) …');
      await install(root);
    }
    const version = existsSync(node) ? spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() : '';
    if (!version?.startsWith('v24.')) {
      throw new SetUpFailed(
        `node_modules/.bin/node should be Node 24, found ${version || 'none'}. It is put there by an install script: ` +
          'if npm is set to ignore-scripts, run `npm rebuild node --ignore-scripts=false`, then start again.',
      );
    }
    writeFileSync(stamp, wanted);
    return node;
  });
}

async function untilNobodyInstalls(root) {
  const until = Date.now() + patienceMs;
  let told = false;
  for (;;) {
    const who = npmAtWork(root, installed(root));
    if (who === undefined) return;
    if (Date.now() > until) gaveUp(who);
    if (!told) say(`${who} is installing into this clone; waiting …`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function install(root) {
  const modules = join(root, 'node_modules');
  const fresh = join(root, '.local', 'npm-install');
  const old = join(root, '.local', 'npm-old');
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    if (existsSync(join(root, file))) copyFileSync(join(root, file), join(fresh, file));

  const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
  let npm = await run('npm', ['ci', ...flags], { cwd: fresh }, { quiet: true });
  if (npm.code !== 0 && npm.said.includes('EUSAGE')) {
    // A registry without some platform's optional packages leaves them out of the lockfile, and `ci` then refuses
    // the whole file. `install` takes all that the file does name, at its versions and hashes.
    rmSync(join(fresh, 'node_modules'), { recursive: true, force: true });
    npm = await run('npm', ['install', '--no-save', ...flags], { cwd: fresh }, { quiet: true });
  }
  process.stderr.write(npm.said);
  if (npm.code !== 0) throw new SetUpFailed(`npm ci failed (${npm.code}); see above, then start again.`);

  await untilNobodyInstalls(root);
  if (!installed(root)) {
    if (existsSync(modules)) renameSync(modules, old);
    renameSync(join(fresh, 'node_modules'), modules);
  }
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
}

/** Whether node_modules holds what the lockfile names; npm writes its own record last, so half an install has none. */
function installed(root) {
  const found = recorded(join(root, 'node_modules', '.package-lock.json'));
  if (!found) return false;
  return Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' ||
      (found[path] ? found[path].version === version && existsSync(join(root, path)) : optional || devOptional || peer),
  );
}

function recorded(file) {
  try {
    return JSON.parse(textOf(file) || '{}').packages;
  } catch (error) {
    // npm is just writing it
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
