import { fetchHttp } from '#adapters/http';
import { portsAt } from '../other-side.ts';

/** What actions of ECS need to reach what stands in for it: a busy machine is no lost answer. */
export const portsOfEcs = (url: string) => ({
  ...portsAt(url, [], { ECS_URL: url }),
  http: fetchHttp({ allowHosts: [new URL(url).host], wallTimeoutMs: 10_000 }),
});
