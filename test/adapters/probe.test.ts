import { expect, test } from 'vitest';
import { remoteProbe } from '#adapters/aws/probe';
import { readChecks } from '#lambdas/doctor/read-checks';
import { apiOn } from '../api/support.ts';

const names = () => [{ check: 'errors', title: 'Error rate' }];
const answering = (answer: { failed: string | undefined; text: string }) =>
  remoteProbe(
    () => 'shop-read-checks',
    names,
    async () => answer,
  ).readAll();

test('what the function read is what is told, with the cures', async () => {
  const probed = [
    { check: 'errors', title: 'Error rate', value: null, because: 'refused with 403', cure: 'put the value' },
    { check: 'health', title: 'Health', value: 1, because: 'answers 200' },
  ];
  expect(await answering({ failed: undefined, text: JSON.stringify({ probed }) })).toEqual(probed);
});

test.each<[string, { failed: string | undefined; text: string }, string]>([
  [
    'is stopped at its time-out',
    { failed: 'Unhandled', text: '{"errorType":"Sandbox.Timedout","errorMessage":"SENTINEL"}' },
    'the function that reads checks failed: Sandbox.Timedout',
  ],
  ['fails without words', { failed: 'Unhandled', text: '' }, 'the function that reads checks failed: Unhandled'],
  [
    'answers something else',
    { failed: undefined, text: '{"probed":[{"check":"errors"}]}' },
    'the function that reads checks answers what cannot be read',
  ],
])('where the function %s, each check says so and how to find out', async (_, answer, because) => {
  const [reading, ...more] = await answering(answer);
  expect(more).toEqual([]);
  expect(reading).toEqual({
    check: 'errors',
    title: 'Error rate',
    value: null,
    because,
    cure: expect.stringContaining("the log of the function 'doctor/read-checks'"),
  });
});

test('where it may not be asked, the doctor still answers', async () => {
  const probe = remoteProbe(
    () => 'shop-read-checks',
    names,
    async () => {
      throw Object.assign(new Error('SENTINEL'), { name: 'AccessDeniedException' });
    },
  );
  expect((await probe.readAll()).map(({ because }) => because)).toEqual([
    'the function that reads checks could not be asked: AccessDeniedException',
  ]);
});

test('a playbook without checks asks nobody', async () => {
  const probe = remoteProbe(
    () => 'shop-read-checks',
    () => [],
    () => Promise.reject(new Error('asked')),
  );
  expect(await probe.readAll()).toEqual([]);
});

test('the function reads each check of the deployed playbook once, for 10 s at most, and nothing that its caller names', async () => {
  const { world } = apiOn();
  const { checks } = world.ports.deployed.pack.playbook;
  const [first = ''] = Object.keys(checks);
  const pack = structuredClone(world.ports.deployed.pack);
  Object.assign(pack.playbook.checks[first] ?? {}, { timeout: '1m' });
  const read: string[] = [];
  const { probed } = await readChecks({
    deployed: { ...world.ports.deployed, pack },
    checks: {
      read: async ({ title, timeout }) => {
        read.push(`${title} ${timeout}`);
        return { value: null, because: 'no answer', cure: 'mend it' };
      },
    },
  });
  expect(probed.map(({ check }) => check)).toEqual(Object.keys(checks));
  expect(read).toEqual(
    Object.entries(checks).map(([name, { title, timeout }]) => `${title} ${name === first ? '10s' : timeout}`),
  );
  expect(probed[0]).toEqual({
    check: first,
    title: checks[first]?.title,
    value: null,
    because: 'no answer',
    cure: 'mend it',
  });
});
