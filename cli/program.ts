import { Command } from 'commander';
import type { Operation } from '#app/api/operation';
import { offline } from './offline.ts';
import { redrive } from './redrive/command.ts';
import { remote } from './remote.ts';
import { signIn } from './sign-in/command.ts';
import { addUser } from './users/command.ts';
import { toStdout, type Write } from './words.ts';

/** The command line: what needs a playbook and nothing else, what needs the AWS account, and a command for every operation that has a verb. */
export function programOf(operations: readonly Operation[], write: Write = toStdout): Command {
  const program = new Command('tocsin')
    .description('Incident response that a team owns in its own AWS account')
    .exitOverride()
    .showHelpAfterError('(tocsin <command> --help says more)')
    .addHelpText(
      'after',
      '\nExit codes: 0 ok, 1 failure, 2 usage, 3 invalid playbook or input, 4 not found, 5 conflict.',
    );
  offline(program);
  redrive(program);
  signIn(program);
  addUser(program);
  remote(program, operations, write);
  return program;
}
