import { ended } from './ended.ts';
import { offlineVerbs } from './offline.ts';
import { programOf } from './program.ts';
import { redriveVerb } from './redrive/command.ts';
import { signInVerbs } from './sign-in/command.ts';
import { addUserVerb } from './users/command.ts';

/** Runs a command line, with Node and the script in front as in `process.argv`, and gives its exit code. */
export const run = (argv: readonly string[]): Promise<number> =>
  ended(async () => {
    // what needs no API does not wait for all that the API does to be loaded
    const isWithoutApi = [...offlineVerbs, ...signInVerbs, redriveVerb, addUserVerb].some((verb) => verb === argv[2]);
    const operations = isWithoutApi ? [] : (await import('#app/operations/registry')).registry;
    await programOf(operations).parseAsync(argv);
  });
