import { exit } from './exit.ts';
import { run } from './run.ts';

// a reader that has seen enough closes the pipe
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exit.ok);
});
const code = await run(process.argv);
// a command may have said itself how it ends
if (code !== exit.ok) process.exitCode = code;
