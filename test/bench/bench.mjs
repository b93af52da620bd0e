import { fileURLToPath } from 'node:url';
import { ensureNode, ensurePython, handOver, orExplain } from '../../local/setup.mjs';

await orExplain(async () => {
  await ensureNode();
  await ensurePython();
});
await handOver(fileURLToPath(new URL('bench.ts', import.meta.url)), process.argv.slice(2));
