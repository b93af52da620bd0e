import { fileURLToPath } from 'node:url';
import { ensureNode, ensurePython, handOver, orExplain } from './setup.mjs';

await orExplain(async () => {
  await ensureNode();
  await ensurePython();
});
await handOver(fileURLToPath(new URL('start.ts', import.meta.url)), process.argv.slice(2), {
  leash: true,
  compiled: true,
});
