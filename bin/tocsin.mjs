#!/usr/bin/env node
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = new URL('../cli/main.ts', import.meta.url);
if (existsSync(sources)) {
  const { ensureNode, handOver, orExplain } = await import('../local/setup.mjs');
  await orExplain(ensureNode);
  await handOver(fileURLToPath(sources), process.argv.slice(2), { compiled: true });
} else {
  // in a folder of the user's own: what Node keeps there it runs again, so nobody else may write it
  const { XDG_CACHE_HOME: cache = join(homedir(), '.cache') } = process.env;
  module.enableCompileCache?.(join(cache, 'tocsin'));
  await import('../dist/cli/main.mjs'); // the installed package: built, for the Node that is there
}
