import { expect, test } from 'vitest';
import { connected } from '#plugins/connect';

test('effects are loaded at their first use, and connected once: also when two first uses come at once', async () => {
  const told: string[] = [];
  const plugin = {
    kind: 'ping',
    load: async () => {
      told.push('loaded');
      return { connect: (url: string) => told.push(`connected to ${url}`) };
    },
  };
  const of = connected([plugin], 'https://ping.example.com');
  expect(told).toEqual([]);
  const [first, second] = await Promise.all([of('ping'), of('ping')]);
  expect(told.filter((one) => one !== 'loaded')).toEqual(['connected to https://ping.example.com']);
  expect(first).toBe(second);
  expect(await of('ping')).toBe(first);
  expect(await of('pong')).toBeUndefined();
});
