import { CommanderError } from 'commander';
import { plain } from '#core/message/plain-text';
import { Ends, exit } from './exit.ts';

/** Runs a command and gives its exit code; what went wrong is on stderr. */
export async function ended(run: () => Promise<unknown>): Promise<number> {
  try {
    await run();
    return exit.ok;
  } catch (error) {
    // commander has said by itself what is wrong
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
    const words =
      error instanceof Ends ? error.message : error instanceof Error ? (error.stack ?? error.message) : error;
    process.stderr.write(`${plain(String(words))}\n`);
    return error instanceof Ends ? error.code : exit.failure;
  }
}
