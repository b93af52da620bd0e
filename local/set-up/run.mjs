import { spawn } from 'node:child_process';
import { SetUpFailed } from './say.mjs';

/** Runs a command and gives its exit code and what it wrote; shows that on stderr, for stdout is the caller's. */
export function run(command, args, options, { quiet = false } = {}) {
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
