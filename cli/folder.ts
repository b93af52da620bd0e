import { Ends, exit } from './exit.ts';

/** Works in a folder that a person named; that it is none, or not ours to write into, is theirs to mend. */
export function inFolder<T>(dir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Ends(exit.usage, `${dir} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
