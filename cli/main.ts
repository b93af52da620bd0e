import { CommanderError } from 'commander';
import { plain } from '#core/message/plain-text';
import { Ends, exit } from './exit.ts';
import { offlineVerbs } from './offline.ts';
import { programOf } from './program.ts';
import { redriveVerb } from './redrive/command.ts';
import { signInVerbs } from './sign-in/command.ts';

// a reader that has seen enough closes the pipe
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exit.ok);
});
try {
  // what needs no API does not wait for all that the API does to be loaded
  const isWithoutApi = [...offlineVerbs, ...signInVerbs, redriveVerb].some((verb) => verb === process.argv[2]);
  const operations = isWithoutApi ? [] : (await import('#app/operations/registry')).registry;
  await programOf(operations).parseAsync(process.argv);
} catch (error) {
  if (error instanceof Ends) {
    process.stderr.write(`${plain(error.message)}\n`);
    process.exitCode = error.code;
  } else if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exit.ok : exit.usage;
  } else {
    process.stderr.write(`${plain(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
    process.exitCode = exit.failure;
  }
}
