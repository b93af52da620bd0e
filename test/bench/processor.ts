import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of a second in /proc: the same on every Linux that Node runs on. */
const ticks = 100;

/** Seconds of processor time that a process group has used, ended children included; undefined where there is no /proc. */
export function processorSeconds(group: number): number | undefined {
  let found: number | undefined;
  try {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const fields = fieldsOf(pid);
      if (fields === undefined || Number(fields[2]) !== group) continue;
      // of the leader also what its children used that it has seen end
      const own = Number(fields[11]) + Number(fields[12]);
      const ended = Number(pid) === group ? Number(fields[13]) + Number(fields[14]) : 0;
      found = (found ?? 0) + (own + ended) / ticks;
    }
  } catch {
    return undefined;
  }
  return found;
}

/** Fields after the command, which may hold spaces; undefined where the process has just ended. */
function fieldsOf(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
