import { fileURLToPath } from 'node:url';
import { ensureNode, handOver, orExplain } from '../../local/setup.mjs';

await orExplain(ensureNode);
await handOver(fileURLToPath(new URL('long.ts', import.meta.url)), process.argv.slice(2));
