import { type Command, Option } from 'commander';
import { roles } from '#app/api/roles';
import { output } from '../words.ts';
import type { AddUser } from './add-user.ts';

export const addUserVerb = 'add-user';

/** Adds the command that lets a person sign in; it loads the SDK only when it runs. */
export function addUser(program: Command): void {
  program
    .command(addUserVerb)
    .description("Let a person sign in: makes the user in the deployment's own user pool, and gives a role")
    .argument('<person>', 'an id of people.yaml; it becomes the user name')
    .requiredOption('--email <address>', 'where Cognito mails the temporary password')
    .addOption(new Option('--role <role>', 'the role').choices(roles).makeOptionMandatory())
    .option('--resend', 'mail a new temporary password to somebody who has not signed in yet')
    .option('--deployment <name>', 'which deployment, if there are several in the account')
    .option('--user-pool <id>', 'the user pool itself, where it cannot be found by its tags')
    .option('--region <region>', 'the AWS Region; default: that of the environment')
    .option('--profile <name>', 'a profile of the AWS configuration; default: that of the environment')
    .addOption(output())
    .action(async (person: string, options: AddUser) => {
      const { add } = await import('./add-user.ts');
      await add(person, options);
    });
}
