import { ended } from './ended.ts';
import { exit } from './exit.ts';
import { offlineVerbs } from './offline.ts';
import { programOf } from './program.ts';
import { redriveVerb } from './redrive/command.ts';
import { signInVerbs } from './sign-in/command.ts';

// a reader that has seen enough closes the pipe
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exit.ok);
});
const code = await ended(async () => {
  // what needs no API does not wait for all that the API does to be loaded
  const isWithoutApi = [...offlineVerbs, ...signInVerbs, redriveVerb].some((verb) => verb === process.argv[2]);
  const operations = isWithoutApi ? [] : (await import('#app/operations/registry')).registry;
  await programOf(operations).parseAsync(process.argv);
});
// a command may have said itself how it ends
if (code !== exit.ok) process.exitCode = code;
