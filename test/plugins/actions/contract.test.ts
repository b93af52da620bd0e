import { expect, test } from 'vitest';
import { NotConfigured } from '#core/errors';
import { Act } from '#core/playbook/mitigation';
import { http } from '#plugins/actions/http/action';
import { lambda } from '#plugins/actions/lambda/action';
import { actions } from '#plugins/actions/registry';
import { runs } from '#plugins/actions/runs';
import { nobody, portsAt } from '../other-side.ts';
import { actionContract } from './action.contract.ts';

for (const plugin of actions) actionContract(plugin);

test('each kind of action is registered once', () => {
  const kinds = actions.map(({ kind }) => kind);
  expect(kinds).toEqual([...new Set(kinds)]);
  expect(kinds).toEqual(expect.arrayContaining(['http', 'lambda']));
});

test('a kind that no plugin has starts nothing', async () => {
  const started = runs(actions, portsAt(await nobody())).start('key', Act.parse({ kind: 'prayer' }), 'INC-000042');
  await expect(started).rejects.toThrow(NotConfigured);
  await expect(started).rejects.toThrow('this release has no action of kind prayer');
});

test('what an app must give is said by the action: functions, by the names that runbooks use', () => {
  const needed = [http, lambda].flatMap((plugin) =>
    plugin.samples.map(({ act }) => plugin.needs(Act.parse(plugin.schema.parse(act)))),
  );
  expect(needed).toEqual([{}, {}, { functions: ['failover'] }, { functions: ['drain'] }]);
});
