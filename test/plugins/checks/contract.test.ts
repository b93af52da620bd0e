import { expect, test } from 'vitest';
import { Check } from '#core/playbook/verification';
import { readings } from '#plugins/checks/readings';
import { checks } from '#plugins/checks/registry';
import { nobody, portsAt } from '../other-side.ts';
import { checkContract } from './check.contract.ts';

for (const plugin of checks) checkContract(plugin);

test('each kind of check is registered once', () => {
  const kinds = checks.map(({ kind }) => kind);
  expect(kinds).toEqual([...new Set(kinds)]);
  expect(kinds).toEqual(expect.arrayContaining(['http', 'promql', 'cloudwatch']));
});

test('a kind that no plugin has is no reading', async () => {
  const check = Check.parse({ kind: 'tarot', title: 'Cards' });
  expect(await readings(checks, portsAt(await nobody())).read(check)).toEqual({
    value: null,
    because: 'this release has no check of kind tarot',
  });
});

test("a fault of the check itself is no reading, and its words are kept back: they may be a stranger's", async () => {
  const [plugin] = checks;
  if (plugin === undefined) throw new Error('no check is registered');
  const faulty = {
    ...plugin,
    load: async () => ({
      connect: () => ({
        read: async () => {
          throw new TypeError('SECRET');
        },
      }),
    }),
  };
  const check = Check.parse(plugin.samples[0]?.entry);
  expect(await readings([faulty], portsAt(await nobody())).read(check)).toEqual({
    value: null,
    because: 'TypeError: nothing was measured',
  });
});
