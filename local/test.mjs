import { fileURLToPath } from 'node:url';
import { ensureNode, ensurePython, handOver, orExplain } from './setup.mjs';

await orExplain(async () => {
  await ensureNode();
  await ensurePython();
});
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
await handOver(vitest, ['run', ...process.argv.slice(2)]);
