import { fileURLToPath } from 'node:url';
import { ensureNode, ensurePython, handOver, orExplain } from './setup.mjs';

await orExplain(async () => {
  await ensureNode();
  await ensurePython();
});
const args = process.argv.slice(2);
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
await handOver(
  vitest,
  ['run', ...args.filter((arg) => arg !== '--long')],
  args.includes('--long') ? { env: { TOCSIN_LONG: '1' } } : {},
);
