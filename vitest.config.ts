import { defineConfig } from 'vitest/config';

const node = { environment: 'node' as const };
/** Projects by what they need: `unit` and `stories` need nothing, `browser` needs Chromium, `stacks` synthesizes, `document` brings schemathesis, `engine` starts the local engine. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          include: [
            'test/{core,adapters,extending,plugins,simulator,phases,playbooks,local,cli,api,house}/**/*.test.ts',
          ],
          exclude: ['**/*.{engine,document,stacks}.test.ts'],
          testTimeout: 20_000,
        },
      },
      { test: { ...node, name: 'stories', include: ['test/stories/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          ...node,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...node,
          name: 'stacks',
          include: ['test/stacks/**/*.test.ts', 'test/extending/*.stacks.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...node,
          name: 'document',
          include: ['test/**/*.document.test.ts'],
          testTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...node,
          name: 'engine',
          include: ['test/engine/**/*.test.ts', 'test/**/*.engine.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
