import { describe, expect, test } from 'vitest';
import type { SourcePlugin } from '#plugins/sources/source';

/** What every source must do with its own payloads, and with those of others. */
export const sourceContract = (plugin: SourcePlugin) =>
  describe(`source ${plugin.source}: ${plugin.title}`, () => {
    test.each([...plugin.samples.entries()])('payload %i gives its signals', (_, { payload, allowed, signals }) => {
      expect(plugin.recognises(payload)).toBe(true);
      expect(plugin.parse(payload, allowed)).toEqual(signals);
      for (const { source } of signals) expect(source).toBe(plugin.source);
    });

    test('there are payloads that give signals and payloads that open nothing', () => {
      const firing = plugin.samples.map(({ signals }) => signals.filter(({ state }) => state === 'firing').length);
      expect([Math.max(...firing) > 0, Math.min(...firing)]).toEqual([true, 0]);
      const said = plugin.samples.map(({ signals }) => signals.filter(({ state }) => state !== 'unknown').length);
      expect(Math.min(...said)).toBe(0);
    });

    test('recoveries are told as the record says, under the key of what fired', () => {
      const all = plugin.samples.flatMap(({ signals }) => signals);
      const fired = new Set(all.filter(({ state }) => state === 'firing').map(({ key }) => key));
      const recovered = all.filter(({ state }) => state === 'recovered');
      expect(recovered.length > 0).toBe(plugin.recovery === 'told');
      for (const { key } of recovered) expect(fired).toContain(key);
    });

    test.each([undefined, null, 1, '', [], {}, { source: 'manual' }, { hello: 1 }])(
      '%j is not recognised',
      (payload) => {
        expect(plugin.recognises(payload)).toBe(false);
      },
    );
  });
