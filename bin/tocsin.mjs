#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { ensureNode, handOver, orExplain } from '../local/setup.mjs';

await orExplain(ensureNode);
await handOver(fileURLToPath(new URL('../cli/main.ts', import.meta.url)), process.argv.slice(2));
