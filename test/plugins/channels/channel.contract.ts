import { describe, expect, test } from 'vitest';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { connectChannels } from '#plugins/channels/connect';
import { capabilitiesContract } from './capabilities.contract.ts';
import { failuresContract } from './failures.contract.ts';
import { hookContract } from './hook.contract.ts';
import { limitsContract } from './limits.contract.ts';
import { portsAt } from './provider.ts';
import { receiptsContract } from './receipts.contract.ts';
import { sendingContract } from './sending.contract.ts';

/** What every channel must do, derived from its record and held against its own fake. */
export const channelContract = (plugin: ChannelPlugin): void => {
  describe(plugin.tool, () => {
    const { places, person, samples, secrets = [], capabilities } = plugin;

    test('its record agrees with itself', async () => {
      const { fake } = await plugin.fake();
      expect(Object.keys(samples.places)).toEqual(places.map(({ tool }) => tool));
      const named = places.flatMap(({ tool, schema, secrets }) => {
        const entry = samples.places[tool];
        expect(schema.parse(entry)).toMatchObject({ tool });
        return entry === undefined ? [] : secrets(entry);
      });
      if (person === 'none') expect(samples.address).toBe('none');
      else expect(person.schema.parse(samples.address)).toBe(samples.address);
      expect(fake.secret !== 'none').toBe(
        named.length > 0 || secrets.length > 0 || (person !== 'none' && person.secret),
      );
    });

    test('where a deployment gives it no variables it connects all the same: the others are connected beside it', async () => {
      const { connect } = await plugin.load();
      const ports = portsAt(plugin, {
        url: 'http://127.0.0.1:1',
        endpoints: {},
        secrets: { get: async () => 'secret' },
      });
      const look = capabilities.receipts === 'acknowledged' ? { look: expect.any(Function) } : {};
      const shape = { send: expect.any(Function), ...look };
      expect(connect({ ...ports, env: {} })).toEqual(shape);
      expect(connectChannels([plugin], { ...ports, env: {} })).toEqual({ [plugin.tool]: shape });
    });

    sendingContract(plugin);
    failuresContract(plugin);
    limitsContract(plugin);
    capabilitiesContract(plugin);
    hookContract(plugin);
    receiptsContract(plugin);
  });
};
