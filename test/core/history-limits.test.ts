import { expect, test } from 'vitest';
import { Runbook } from '#core/playbook/mitigation';
import { Verification } from '#core/playbook/verification';

const issues = (result: { error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined }) =>
  result.error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [];

const act = (id: string, timeout: string, more: object = {}) => ({
  kind: 'act',
  id,
  title: id,
  act: { kind: 'lambda', function: 'restart' },
  timeout,
  ...more,
});
const runbook = (...steps: object[]) => issues(Runbook.safeParse({ id: 'restart', title: 'Restart', steps }));
const undo = { act: { kind: 'lambda' }, undo: { kind: 'lambda', function: 'back' } };

test('the actions of a runbook last a day in all, one that is taken back counted twice', () => {
  const words = 'the actions of a runbook may take at most 24h in all, those that are undone counted twice';
  expect(runbook(act('a', '12h'), act('b', '12h'))).toEqual([]);
  expect(runbook(act('a', '12h'), act('b', '721m'))).toEqual([['steps', words]]);
  expect(runbook(act('a', '721m', { undo: undo.undo }))).toEqual([['steps', words]]);
});

test('a runbook has at most 50 steps', () => {
  const steps = (n: number) => Array.from({ length: n }, (_, i) => act(`s${i}`, '1m'));
  expect(runbook(...steps(50))).toEqual([]);
  expect(runbook(...steps(51)).map(([path]) => path)).toEqual(['steps']);
});

test('a verification measures at most 600 times, restarts included', () => {
  const verification = (stability: object) =>
    issues(
      Verification.safeParse({
        settle: '1m',
        pass: [{ id: 'errors', check: 'errors', below: 1 }],
        stability: { passes: 5, ...stability },
        exhausted: { ask: 'ic', again: '10m' },
      }),
    );
  expect(verification({ interval: '1m', total: '5h', restarts: 1 })).toEqual([]);
  expect(verification({ interval: '1m', total: '301m', restarts: 1 })).toEqual([
    ['stability', 'a verification measures at most 600 times, and this one may 602 times: give a longer interval'],
  ]);
});
