import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const minute = 60_000;

/**
 * Runs `work` while no other process does so under the same lock. The lock is a folder that appears, with its owner's id inside, by
 * one rename. Calls `waiting` once when it has to wait, and `tired`, which throws, when a living owner keeps it past `patienceMs`.
 */
export async function alone(lock, { patienceMs, waiting, tired }, work) {
  const owner = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const until = Date.now() + patienceMs;
  let told = false;
  while (!take(lock, owner)) {
    const other = ownerOf(lock);
    if (other === undefined) continue;
    const pid = Number(other.split('-')[0]);
    if (!isAlive(pid)) {
      // Named for the dead owner and left there for a while: a second process that found it dead as well cannot rename
      // the lock that the first has taken by then, because this name is in use.
      move(lock, `${lock}.dead-${other}`);
      continue;
    }
    if (Date.now() > until) tired(pid);
    if (!told) waiting(pid);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await work();
  } finally {
    // Renamed before it is removed: an emptied folder of the lock's name could be taken while it is being removed.
    move(lock, `${lock}.${owner}`);
    rmSync(`${lock}.${owner}`, { recursive: true, force: true });
    removeLeftovers(lock);
  }
}

function take(lock, owner) {
  const mine = `${lock}.${owner}`;
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, owner), '');
  // A folder that holds something cannot be renamed over.
  if (move(mine, lock)) return true;
  rmSync(mine, { recursive: true, force: true });
  return false;
}

function move(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) return false;
    throw error;
  }
}

function ownerOf(lock) {
  try {
    return readdirSync(lock)[0];
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other error (EPERM) means that it is there, and another user's.
    return error.code !== 'ESRCH';
  }
}

function removeLeftovers(lock) {
  for (const name of readdirSync(dirname(lock))) {
    if (!name.startsWith(`${basename(lock)}.`)) continue;
    const leftover = join(dirname(lock), name);
    const changed = statSync(leftover, { throwIfNoEntry: false })?.ctimeMs ?? Date.now();
    if (Date.now() - changed > minute) rmSync(leftover, { recursive: true, force: true });
  }
}
