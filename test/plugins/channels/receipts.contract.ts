import { expect, test } from 'vitest';
import { startInbox } from '#local/inbox/server';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { connectChannels } from '#plugins/channels/connect';
import { page } from './messages.ts';
import { portsAt } from './provider.ts';

/** That what the provider tells later is read as what became of the very sending, and that the record says whether it tells. */
export const receiptsContract = (plugin: ChannelPlugin): void => {
  const { tool, capabilities, receipts: declared, samples } = plugin;

  test('receipts: declared exactly where the provider tells that a message arrived', () => {
    expect(declared !== undefined).toBe(capabilities.receipts === 'delivered');
  });

  if (declared !== undefined)
    test.each([
      ['arrived', undefined, 'delivered'],
      ['did not', 'undelivered', 'failed'],
    ] as const)('receipts: what %s is told by the id of the sending', async (_, mode, state) => {
      const told: Record<string, unknown>[] = [];
      const inbox = await startInbox({ channels: [plugin], tell: (event) => told.push(event) });
      try {
        const { fake } = await plugin.fake();
        const secrets = { get: async () => 'none' };
        const endpoints = fake.endpoints(inbox.url);
        const channel = connectChannels([plugin], portsAt(plugin, { url: inbox.url, endpoints, secrets }))[tool];
        if (mode !== undefined) inbox.fault(tool, { mode });
        const sent = await channel?.send(page(), { addresses: [samples.address] }, {});
        const { receipts } = await declared.load();
        const { source, detailTypes } = declared;
        expect(told.map((event) => [event['source'], detailTypes.includes(String(event['detail-type']))])).toEqual([
          [source, true],
        ]);
        expect(told.flatMap((event) => receipts.read(event))).toEqual([
          {
            providerId: sent?.providerId,
            state,
            at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            incident: 'INC-000042',
            ...(state === 'failed' ? { words: expect.stringMatching(/\S/) } : {}),
          },
        ]);
      } finally {
        await inbox.close();
      }
    });
};
