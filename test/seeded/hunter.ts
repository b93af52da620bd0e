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
        for (const test of await this.#failing(hunter)) {
          const caught = caughtBy(hunter, test);
          if (caught !== undefined) return caught;
        }
      return undefined;
    } finally {
      delete process.env['SEEDED_BUG'];
      this.#vitest.invalidateFile(idOf(bug));
    }
  }

  /** The tests of a hunter that fail although no bug is seeded: what it catches means nothing. */
  failingWithout = async (hunter: string): Promise<string[]> =>
    (await this.#failing(hunter)).map(({ fullName }) => fullName);

  async #failing(hunter: string): Promise<TestCase[]> {
    const vitest = this.#vitest;
    const [file = '', part] = hunter.split(' > ');
    const files = await vitest.globTestSpecifications([file]);
    if (part === undefined) vitest.resetGlobalTestNamePattern();
    else vitest.setGlobalTestNamePattern(part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    await vitest.runTestSpecifications(files);
    // what a run gives is all that has ever run
    const testModules = files.flatMap(({ testModule }) => testModule ?? []);
    const ran = testModules
      .flatMap((module) => [...module.children.allTests()])
      .filter((t) => t.result().state !== 'skipped');
    if (ran.length === 0) throw new Error(`${hunter} is no test`);
    // a file that cannot even be loaded has caught nothing
    const unread = testModules.flatMap((module) => module.errors());
    if (unread.length > 0) throw new Error(`${hunter} cannot be loaded: ${unread[0]?.message ?? ''}`);
    return testModules.flatMap((module) => [...module.children.allTests('failed')]);
  }
}

function caughtBy(hunter: string, test: TestCase): string | undefined {
  const words = (test.result().errors ?? []).map(({ message }) => message).join('\n');
  // a machine that is busy has caught nothing
  if (/^Test timed out in \d+ms/.test(words)) return undefined;
  if (hunter !== lives) return `${hunter.split(' > ')[0]}: ${test.fullName}`;
  const [, seed, invariant] = /seed (\d+): ([^:]+):/.exec(words) ?? [];
  return seed === undefined ? undefined : `${hunter}: seed ${seed} breaks ${invariant}`;
}
