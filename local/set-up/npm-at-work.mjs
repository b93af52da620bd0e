import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Commands of npm that write to node_modules; `npm start` and `npm exec` run there too and do not. */
const installs = (
  'ci clean-install install i in ins add install-test it install-ci-test cit ' +
  'update up upgrade uninstall remove rm un dedupe ddp prune rebuild rb'
).split(' ');
const settledMs = 10_000;

/**
 * Says which foreign npm is installing into this clone's node_modules, if any: a process that can be seen, or, where it cannot (a
 * container with the same folder), a half-made tree that was written to within the last seconds. `whole` says whether the tree is done.
 */
export function npmAtWork(root, whole) {
  const seen = installers(root)[0];
  if (seen !== undefined) return `npm (process ${seen})`;
  return !whole && Date.now() - lastWrite(join(root, 'node_modules')) < settledMs ? 'another npm' : undefined;
}

function installers(root) {
  // The second folder is the set-up's own: of a set-up that was killed its npm may still be running there.
  const folders = [root, join(root, '.local', 'npm-install')].map((path) =>
    existsSync(path) ? realpathSync(path) : path,
  );
  return processes().flatMap(({ pid, words }) => {
    const at = words.findIndex((word) => ['npm', 'npm-cli.js'].includes(basename(word)));
    const command = at < 0 ? undefined : words.slice(at + 1).find((word) => !word.startsWith('-'));
    return command !== undefined && installs.includes(command) && folders.includes(folderOf(pid)) ? [pid] : [];
  });
}

const hasProc = existsSync('/proc/self/cmdline');

function processes() {
  if (!hasProc) {
    const { stdout } = spawnSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' });
    return (stdout ?? '').split('\n').map((line) => {
      const [pid, ...words] = line.trim().split(/\s+/);
      return { pid, words };
    });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({
      pid,
      words: whileThere(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.split(/[\0 ]+/) ?? [],
    }));
}

function folderOf(pid) {
  if (hasProc) return whileThere(() => readlinkSync(`/proc/${pid}/cwd`));
  const { stdout } = spawnSync('lsof', ['-a', '-p', pid, '-d', 'cwd', '-Fn'], { encoding: 'utf8' });
  return /^n(.*)$/m.exec(stdout ?? '')?.[1];
}

/** A process may end while it is looked at, or belong to somebody else. */
function whileThere(look) {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(error.code)) return undefined;
    throw error;
  }
}

/** The newest change of node_modules, or of a folder directly in it: packages come and go there all through an install. */
function lastWrite(modules) {
  const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const entries = whileThere(() => readdirSync(modules)) ?? [];
  return Math.max(changed(modules), ...entries.map((name) => changed(join(modules, name))));
}
