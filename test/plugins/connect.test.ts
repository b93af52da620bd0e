import { expect, test } from 'vitest';
import { NotConfigured, Unreachable } from '#core/errors';
import { connectChannels } from '#plugins/channels/connect';
import { pagerduty } from '#plugins/channels/pagerduty/channel';
import { connected } from '#plugins/connect';
import { oneAttempt } from '#plugins/sdk-error';

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

test.each([
  ['cannot be read now', new Error('throttled'), Unreachable],
  ['is not there', new NotConfigured('a secret tocsin/pd'), NotConfigured],
])('a secret that %s: nothing was sent, and nothing may have arrived', async (_, fault, kind) => {
  const asked: string[] = [];
  const channels = connectChannels([pagerduty], {
    http: () => ({ send: async ({ url }) => (asked.push(url), { status: 202, headers: {}, body: '' }) }),
    secrets: { get: () => Promise.reject(fault) },
    env: {},
    topicArn: () => undefined,
    aws: oneAttempt,
  });
  const message = {
    key: 'k',
    incidentId: 'INC-1',
    cycle: 1,
    severity: 'P1',
    subject: 's',
    text: 't',
    mayBeRepeat: false,
    actions: [],
    kind: 'page',
  } as const;
  await expect(
    channels['pagerduty']?.send({ ...message, actions: [] }, { addresses: ['pd'] }, {}),
  ).rejects.toBeInstanceOf(kind);
  expect(asked).toEqual([]);
});
