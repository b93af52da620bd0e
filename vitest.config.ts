import { defineConfig } from 'vitest/config';
import { seedBug } from './test/seeded/seed-bug.ts';

const node = { environment: 'node' as const };
const plugins = [seedBug()];
/** A single file of those that start the engine is asked for. */
const asked = process.argv.some((word) => /engine[\w./-]*\.test|test\/engine\/\w/.test(word));
/** Projects by what they need: `unit`, `stories` and `faults` need nothing, `hunt` starts others with a bug built in, `browser` needs Chromium, `stacks` synthesizes, `document` brings schemathesis, moto and zoneinfo, `engine` starts the local engine. */
export default defineConfig({
  test: {
    // one for each processor of the smallest machine, and one for what starts the engine, which mostly waits
    maxWorkers: 3,
    projects: [
      {
        plugins,
        test: {
          ...node,
          name: 'unit',
          include: [
            'test/{core,adapters,extending,plugins,simulator,phases,playbooks,needs,local,cli,api,house,seeded,model}/**/*.test.ts',
          ],
          exclude: ['**/*.{engine,document,stacks,hunt}.test.ts'],
          testTimeout: 240_000,
        },
      },
      { test: { ...node, name: 'hunt', include: ['test/**/*.hunt.test.ts'] } },
      { plugins, test: { ...node, name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: 120_000 } },
      { plugins, test: { ...node, name: 'stories', include: ['test/stories/**/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          ...node,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...node,
          name: 'stacks',
          include: ['test/stacks/**/*.test.ts', 'test/extending/*.stacks.test.ts'],
          globalSetup: ['test/stacks/bundled.ts'],
          // the CDK's own look at each template only warns; cfn-lint.test.ts has it look at the whole one, and takes its word
          env: { CDK_VALIDATION: 'false' },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...node,
          name: 'document',
          include: ['test/**/*.document.test.ts'],
          testTimeout: 240_000,
        },
      },
      {
        test: {
          ...node,
          name: 'engine',
          globalSetup: ['test/stacks/bundled.ts'],
          // all in one file, so that they come one after the other and beside what else is tested; by itself a file is run as it is
          include: asked ? ['test/engine/**/*.test.ts', 'test/**/*.engine.test.ts'] : ['test/engine/all.ts'],
          testTimeout: 480_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
