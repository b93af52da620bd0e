import { measureLatency } from './latency.ts';
console.log(JSON.stringify(await measureLatency(15, (l) => console.error(l)), null, 1));
