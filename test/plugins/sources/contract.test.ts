import { expect, test } from 'vitest';
import { InvalidInput } from '#core/errors';
import { sources } from '#plugins/sources/registry';
import { signalsOf } from '#plugins/sources/signals';
import { sourceContract } from './source.contract.ts';

for (const plugin of sources) sourceContract(plugin);

test('each source is registered once, and no payload of one is recognised by another', () => {
  const names = sources.map(({ source }) => source);
  expect(names).toEqual([...new Set(names)]);
  expect(names).toContain('cloudwatch');
  for (const plugin of sources)
    for (const { payload } of plugin.samples)
      expect(sources.filter((one) => one.recognises(payload))).toEqual([plugin]);
});

test('a payload that no source recognises is invalid input', () => {
  const allowed = { alarms: {}, services: [], rules: [] };
  expect(() => signalsOf(sources, { hello: 1 }, allowed)).toThrow(InvalidInput);
  expect(() => signalsOf(sources, { hello: 1 }, allowed)).toThrow(
    'event: no source recognises it, expected: CloudWatch alarm, Alertmanager notification, Sentry webhook, uptime monitor (Pingdom, Uptime Kuma), log count, customer report, JSON in the words of docs/sources/json.md',
  );
});
