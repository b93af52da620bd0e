import { describe, expect, test } from 'vitest';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { capabilitiesContract } from './capabilities.contract.ts';
import { failuresContract } from './failures.contract.ts';
import { limitsContract } from './limits.contract.ts';
import { sendingContract } from './sending.contract.ts';

/** What every channel must do, derived from its record and held against its own fake. */
export const channelContract = (plugin: ChannelPlugin): void => {
  describe(plugin.tool, () => {
    const { places, person, samples } = plugin;

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
      expect(fake.secret !== 'none').toBe(named.length > 0 || (person !== 'none' && person.secret));
    });

    sendingContract(plugin);
    failuresContract(plugin);
    limitsContract(plugin);
    capabilitiesContract(plugin);
  });
};
