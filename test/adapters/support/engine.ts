import { existsSync } from 'node:fs';

/** A local engine for tests: its address, and how to be done with it. */
export interface TestEngine {
  url: string;
  stop(): Promise<void>;
}
const starter = new URL('../../../local/engine/engine.ts', import.meta.url);

/** Whether an engine can be had here: one that runs already, or the one of this repository. */
export const engineAtHand = process.env['TOCSIN_ENGINE_URL'] !== undefined || existsSync(starter);

/** The engine that `TOCSIN_ENGINE_URL` names, which is left running, or one of our own. */
export async function testEngine(): Promise<TestEngine> {
  const url = process.env['TOCSIN_ENGINE_URL'];
  if (url) return { url, stop: async () => {} };
  const { startEngine } = (await import(starter.href)) as {
    startEngine: (o: { log(line: string): void }) => Promise<TestEngine>;
  };
  return startEngine({ log: () => {} });
}

/** Settings of a client that speaks to a local engine. */
export const localClient = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
