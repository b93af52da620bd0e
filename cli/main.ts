import { Command, CommanderError } from 'commander';
import { plain } from '#core/message/plain-text';
import { Ends, exit } from './exit.ts';
import { offline } from './offline.ts';
import { online } from './online.ts';

const program = new Command('tocsin')
  .description('Incident response that a team owns in its own AWS account')
  .exitOverride()
  .showHelpAfterError('(tocsin <command> --help says more)')
  .addHelpText(
    'after',
    '\nExit codes: 0 ok, 1 failure, 2 usage, 3 invalid playbook or input, 4 not found, 5 conflict.',
  );
offline(program);
online(program);

// a reader that has seen enough closes the pipe
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exit.ok);
});
try {
  await program.parseAsync(process.argv);
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
