import { fileURLToPath } from 'node:url';
import type { TestCase, Vitest } from 'vitest/node';
import { createVitest } from 'vitest/node';
import { type Bug, lives } from './bugs/bug.ts';
import { idOf } from './seed-bug.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Hunts bugs one after the other by one vitest, so that only what changes is built anew. It is to be closed. */
export class Hunter {
  readonly #vitest: Vitest;

  private constructor(vitest: Vitest) {
    this.#vitest = vitest;
  }

  static async open(): Promise<Hunter> {
    Object.assign(process.env, { FAULT_SECONDS: '60' });
    const vitest = await createVitest('test', { root, watch: false, reporters: [{}] });
    await vitest.standalone();
    return new Hunter(vitest);
  }

  close = (): Promise<void> => this.#vitest.close();

  /** The first test that fails with the bug in the product, as `file: test`, or the seed of a random life; undefined where it survives all its hunters. */
  async hunt(bug: Bug): Promise<string | undefined> {
    process.env['SEEDED_BUG'] = bug.name;
    this.#vitest.invalidateFile(idOf(bug));
    try {
      for (const hunter of bug.hunters)
        for (const test of await this.#failing(...partsOf(hunter))) {
          const caught = caughtBy(hunter, test);
          if (caught !== undefined) return caught;
        }
      return undefined;
    } finally {
      delete process.env['SEEDED_BUG'];
      this.#vitest.invalidateFile(idOf(bug));
    }
  }

  /** Which of a file's tests fail although no bug is seeded: what they catch means nothing. */
  failingWithout = async (file: string, names: readonly string[]): Promise<string[]> =>
    // a test's own name, without those of the suites around it
    (
      await this.#failing(
        file,
        names.map((name) => name.split(' > ').at(-1) ?? name),
      )
    ).map(({ fullName }) => fullName);

  async #failing(file: string, parts: readonly string[]): Promise<TestCase[]> {
    const vitest = this.#vitest;
    const files = await vitest.globTestSpecifications([file]);
    if (parts.length === 0) vitest.resetGlobalTestNamePattern();
    else vitest.setGlobalTestNamePattern(new RegExp(parts.map(escaped).join('|')));
    await vitest.runTestSpecifications(files);
    // what a run gives is all that has ever run
    const testModules = files.flatMap(({ testModule }) => testModule ?? []);
    const ran = testModules
      .flatMap((module) => [...module.children.allTests()])
      .filter((t) => t.result().state !== 'skipped');
    if (ran.length === 0) throw new Error(`${file} has no test ${parts.join()}`);
    // a file that cannot even be loaded has caught nothing
    const unread = testModules.flatMap((module) => module.errors());
    if (unread.length > 0) throw new Error(`${file} cannot be loaded: ${unread[0]?.message ?? ''}`);
    return testModules.flatMap((module) => [...module.children.allTests('failed')]);
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function partsOf(hunter: string): [file: string, parts: string[]] {
  const [file = '', ...parts] = hunter.split(' > ');
  return [file, parts];
}

function caughtBy(hunter: string, test: TestCase): string | undefined {
  const words = (test.result().errors ?? []).map(({ message }) => message).join('\n');
  // a machine that is busy has caught nothing
  if (/^Test timed out in \d+ms/.test(words)) return undefined;
  if (hunter !== lives) return `${partsOf(hunter)[0]}: ${test.fullName}`;
  const [, seed, invariant] = /seed (\d+): ([^:]+):/.exec(words) ?? [];
  return seed === undefined ? undefined : `${hunter}: seed ${seed} breaks ${invariant}`;
}
