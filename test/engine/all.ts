import { globSync } from 'node:fs';
import { describe, vi } from 'vitest';

const files = new Set(globSync(['test/engine/*.test.ts', 'test/**/*.engine.test.ts']).sort());

// one after the other, each file in a group of its own, so that its hooks are its own
for (const file of files)
  describe(file, async () => {
    vi.resetConfig();
    await import(/* @vite-ignore */ `/${file}`);
  });
