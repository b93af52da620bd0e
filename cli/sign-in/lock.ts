import { closeSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { Ends, exit } from '../exit.ts';

/** Longer than a refresh takes, with all its time-outs. */
const STALE = 60_000;
const LONGEST_WAIT = 90_000;

/** Does something while no other command does: a file that only one can make. What a command that died has left is taken away. */
export async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + LONGEST_WAIT;
  while (!made(file)) {
    if (isLeft(file)) takeAway(file);
    else if (Date.now() > until)
      throw new Ends(exit.failure, `${file} is held by another command; delete it if none runs`);
    else await new Promise((done) => setTimeout(done, 50));
  }
  try {
    return await work();
  } finally {
    unlinkSync(file);
  }
}

function made(file: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Whether its maker is gone. A file without a number is one that is being written. */
function isLeft(file: string): boolean {
  try {
    if (Date.now() - statSync(file).mtimeMs > STALE) return true;
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    if (isCode(error, 'ESRCH')) return true;
    if (isCode(error, 'ENOENT') || isCode(error, 'EPERM')) return false;
    throw error;
  }
}

/** Of several that wait only one takes it away, and only what is still left: else it could be the lock of the next. */
function takeAway(file: string): void {
  const gate = `${file}.gate`;
  if (!made(gate)) {
    if (isLeft(gate)) unlinkIfThere(gate);
    return;
  }
  try {
    if (isLeft(file)) unlinkIfThere(file);
  } finally {
    unlinkIfThere(gate);
  }
}

function unlinkIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
