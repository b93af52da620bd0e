import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { runs } from '#core/playbook/lint/runs';
import { parsePlaybook } from '#core/playbook/parse';
import { Runbook, saidBy } from '#core/playbook/runbook';
import { formatProblems } from '#core/playbook/source';
import { StoredRunbook } from '#core/playbook/stored-runbook';
import { actions } from '#plugins/actions/registry';
import { channels } from '#plugins/channels/registry';
import { checks } from '#plugins/checks/registry';
import cases from './cases/bad-runbooks.json' with { type: 'json' };
import { small } from './small-playbook.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const linesOf = (steps: string): string[] => {
  const runbook = `id: restart\ntitle: Restart\nsteps:\n${steps}\n`;
  const parsed = parsePlaybook({ ...small, 'runbooks/restart.yaml': runbook }, { channels, checks, actions }, sha256);
  return 'problems' in parsed ? formatProblems(parsed.problems) : [];
};

test.each(cases)('$name', ({ steps, lines }) => {
  expect(linesOf(steps)).toEqual(lines.map((line) => `runbooks/restart.yaml:${line}`));
});

const step = '  - { id: s, act: { kind: http, base: shop, path: /x, parameters: { p: PPP } }, approve: IC }';

test('who approves an action reads all of it: at most 1000 characters', () => {
  const longest = 1000 - 'http: base shop, path /x; p '.length;
  expect(linesOf(step.replace('PPP', 'x'.repeat(longest)))).toEqual([]);
  expect(linesOf(step.replace('PPP', 'x'.repeat(longest + 1)))).toEqual([
    'runbooks/restart.yaml:4:19: who approves it must read all of it: 1001 characters; expected: at most 1000',
  ]);
});

test('a value of the incident may have 200 characters, which count where somebody approves; without an approval nobody reads them', () => {
  const of = '{ of: fact.users }';
  const long = step.replace('PPP', `${'x'.repeat(780)}, q: ${of}`);
  expect(linesOf(long)).toEqual([
    'runbooks/restart.yaml:4:19: who approves it must read all of it: 1024 characters; expected: at most 1000',
  ]);
  expect(linesOf(long.replace(', approve: IC', ''))).toEqual([]);
});

test('50 steps, a day in all and 75 looks are the most that validate admits', () => {
  const reads = Array.from({ length: 49 }, (_, n) => `  - { id: s${n}, read: health }`).join('\n');
  expect(linesOf(`${reads}\n  - { id: up, check: { health: { atLeast: 1 } }, for: 75m }`)).toEqual([]);
  expect(linesOf('  - { id: up, check: { health: { atLeast: 1 } }, for: 24h, interval: 30m }')).toEqual([]);
});

test('the example of docs/playbooks.md is valid, and has every verb', () => {
  const page = readFileSync(new URL('../../docs/playbooks.md', import.meta.url), 'utf8');
  const [, text = ''] = /```yaml\n(# runbooks\/queue-stuck[^`]*)```/.exec(page) ?? [];
  const runbook = Runbook.parse(parse(text));
  expect([...runs({ runbooks: { [runbook.id]: runbook } })]).toEqual([]);
  const verbs = runbook.steps.map((step) => saidBy(step).verb);
  expect([...new Set(verbs)].toSorted((a, b) => a.localeCompare(b))).toEqual([
    'act',
    'check',
    'choice',
    'human',
    'read',
    'wait',
  ]);
});

test('a runbook of the release before, whose steps had a kind, is read as what it means today', () => {
  const act = { kind: 'http', base: 'shop', path: '/restart', parameters: {} };
  const stored = {
    id: 'r',
    title: 'R',
    when: [],
    escalateWhen: [],
    steps: [
      { kind: 'act', id: 'a', title: 'A', act, timeout: '300s', destructive: true, undo: act },
      { kind: 'human', id: 'h', title: 'H', ask: 'IC', instruction: 'Look', again: '60m' },
      { kind: 'read', id: 'c', title: 'C', check: 'health' },
    ],
  };
  const today = StoredRunbook.parse(stored);
  expect(today.steps).toEqual([
    { id: 'a', title: 'A', act, timeout: '300s', destructive: true, undo: act },
    { id: 'h', title: 'H', human: 'IC', instruction: 'Look', again: '60m' },
    { id: 'c', title: 'C', read: 'health' },
  ]);
  expect(StoredRunbook.parse(today)).toEqual(today);
  expect(Runbook.safeParse(stored).success).toBe(false);
});
