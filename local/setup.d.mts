/** The project's own Node, which runs all but this set-up. */
export const node24: string;
/** Installs the npm packages when they are missing or not those of the lockfile, and checks that Node 24 is there. */
export function ensureNode(): Promise<string>;
/** Makes a private Python environment, the engine's unless named, when it is missing or out of date; gives its python. `folder` holds its requirements.txt. */
export function ensurePython(name?: string, folder?: string): Promise<string>;
/** Goes on as `script` under Node 24: same terminal, same signals, same exit code. */
export function handOver(
  script: string,
  args: string[],
  options?: { leash?: boolean; compiled?: boolean },
): Promise<never>;
/** Says what is missing in one sentence, without a stack, and ends. */
export function orExplain<T>(work: () => Promise<T>): Promise<T>;
