#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const sources = new URL('../cli/main.ts', import.meta.url);
if (existsSync(sources)) {
  const { ensureNode, handOver, orExplain } = await import('../local/setup.mjs');
  await orExplain(ensureNode);
  await handOver(fileURLToPath(sources), process.argv.slice(2));
} else await import('../dist/cli/main.mjs'); // the installed package: built, for the Node that is there
