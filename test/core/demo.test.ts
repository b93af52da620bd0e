import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { readFolder } from '#adapters/files/read-folder';
import { slots } from '#core/incident/questions/slots';
import { QUESTIONS } from '#core/playbook/demo';
import { parsePlaybook, type Texts } from '#core/playbook/parse';
import { formatProblems } from '#core/playbook/source';
import { plugins, vocabularyOf } from '#plugins/registry';
import cases from './cases/bad-demos.json' with { type: 'json' };
import { small } from './small-playbook.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const parsed = (demo: string, texts: Texts = small) =>
  parsePlaybook({ ...texts, 'demo.yaml': demo }, vocabularyOf(plugins), sha256);
const linesOf = (demo: string, texts: Texts = small): string[] => {
  const read = parsed(demo, texts);
  return 'problems' in read ? formatProblems(read.problems) : [];
};

/** A demonstration of the small playbook that says something of everything; cases spoil one line of it. */
const whole = `title: The shop is down
speed: 60
system: { components: { shop: down }, errorRate: 12, metrics: { errors: 12 } }
actions:
  restart: { takes: 1m, leaves: { components: { shop: ok }, metrics: { errors: 0 } } }
steps:
  - { fire: errors, service: shop, source: cloudwatch, value: 23 }
  - { when: { paged: lead, severity: SEV1 }, acknowledge: lead }
  - { facts: { users: 40, data-lost: true }, by: IC }
  - { at: 10m, answer: restart, question: resolution-type, by: IC, reason: it hangs }
  - { rate: SEV2, reason: few users, by: alice }
  - { assign: CL, to: bob, by: lead }
  - { note: The cache is cold, by: bob }
  - { when: { told: status, status: fixing }, after: 5m, recover: errors, service: shop }
  - { when: { verification: passed, passes: 2 }, system: { errorRate: null } }
  - { when: { state: closed }, within: 2h, say: It is over }
meanwhile:
  - - { when: { due: team, state: open }, each: true, update: team, fields: { news: We look }, by: CL }
`;

test('a demonstration that says something of everything has no problems, and each step knows its place', () => {
  const read = parsed(whole);
  expect('problems' in read ? read.problems : []).toEqual([]);
  if ('problems' in read) return;
  expect([read.demo?.places['steps.1'], read.demo?.places['meanwhile.0.0']]).toEqual(['demo.yaml:8', 'demo.yaml:18']);
  // it is for this machine: what incidents are pinned to stays the same
  const without = parsePlaybook(small, vocabularyOf(plugins), sha256);
  expect('pack' in without && [without.pack, without.demo]).toEqual([read.pack, undefined]);
});

test.each(cases)('$name', ({ find, replace, lines }) => {
  expect(whole.split(find).length, `${find} stands once`).toBe(2);
  expect(linesOf(whole.replace(find, () => replace))).toEqual(lines);
});

test('words of questions and their options are those of the runbooks', () => {
  const runbook = `id: restart
title: Restart
steps:
  - { id: look, human: IC, instruction: Look at the graph }
  - { id: way, choice: IC, text: 'Is it the cache?', options: { cache: { goto: go }, disk: { fail: true } } }
  - { id: go, title: Restart the shop, act: { kind: http, base: shop, path: /restart }, approve: IC }
`;
  const texts = { ...small, 'runbooks/restart.yaml': runbook };
  const answers = (...steps: string[]) =>
    linesOf(
      `title: t\nsteps:\n  - { fire: errors, service: shop }\n${steps.map((s) => `  - { ${s}, by: IC }\n`).join('')}`,
      texts,
    );
  expect(
    answers(
      'answer: done, question: step, text: Look at',
      "answer: disk, question: step, text: 'the cache?'",
      'answer: refuse, question: approval, text: Restart the shop',
      'answer: SEV2, question: confirm-severity',
      'answer: mitigate, question: stability',
      'answer: publish, question: publish-review',
    ),
  ).toEqual([]);
  expect(
    answers(
      'answer: cache, question: step, text: Look at',
      'answer: approve, question: step',
      'answer: done, question: step, text: Look away',
      'answer: publish, question: publish-review, text: Publish',
    ),
  ).toEqual([
    'demo.yaml:4:15: there is no option of step "cache"; expected: one of done, failed',
    'demo.yaml:5:15: there is no option of step "approve"; expected: one of done, failed, cache, disk, start-again',
    'demo.yaml:6:43: no question of a runbook has the words "Look away"; expected: words of a step’s instruction, text or title',
    'demo.yaml:7:56: publish-review is one question; expected: no text, or question: step or approval',
  ]);
});

test('an alarm comes from where its rule is measured, and recovers only where it fired', () => {
  const playbook = (small['playbook.yaml'] ?? '')
    .replace(
      '  shop: { title: Shop, critical: true }',
      '  shop: { title: Shop }\n  cart: { title: Cart }\n  till: { title: Till }',
    )
    .replace(
      'detection:\n  rules:\n',
      'detection:\n  rules:\n    - { id: queue, title: Queue, severity: SEV1, threshold: { above: 9 }, cloudwatch: { namespace: AWS/SQS, metric: Age, services: [till] } }\n',
    );
  const steps = [
    'fire: queue, service: shop, source: cloudwatch',
    'fire: errors, service: shop, source: cloudwatch',
    'fire: queue, service: cart, source: cloudwatch',
    'fire: queue, service: till, source: cloudwatch',
    'fire: errors, service: till, source: cloudwatch',
    'fire: errors, service: till, source: alertmanager',
    'recover: errors, service: cart',
    'recover: errors, service: till',
  ];
  const demo = `title: t\nsteps:\n${steps.map((step) => `  - { ${step} }\n`).join('')}`;
  expect(linesOf(demo, { ...small, 'playbook.yaml': playbook })).toEqual([
    'demo.yaml:7:44: the stack has no alarm of errors for till; expected: alertmanager, or a rule that says by cloudwatch how it is measured',
    'demo.yaml:9:16: no step fires errors for cart; expected: an alarm that fires',
  ]);
});

test('a metric that a check reads without naming it', () => {
  const lines = (checks: string) =>
    linesOf('title: t\nsystem: { metrics: { certificate_days: 3 } }\nsteps:\n  - { fire: errors, service: shop }\n', {
      ...small,
      'playbook.yaml': (small['playbook.yaml'] ?? '').replace('checks:\n', `checks:\n${checks}`),
    });
  expect(lines('')).toEqual([
    'demo.yaml:2:22: no check reads certificate_days; expected: a metric that stands in a check’s query',
  ]);
  expect(lines('  tls: { kind: certificate, title: Certificate, service: shop }\n')).toEqual([]);
});

test('a rule is approved that asks for it', () => {
  const playbook = (small['playbook.yaml'] ?? '').replace(
    '{ id: status, on: mitigation-started, do',
    '{ id: status, on: mitigation-started, approve: IC, do',
  );
  const lines = (rule: string) =>
    linesOf(`title: t\nsteps:\n  - { fire: errors, service: shop }\n  - { approve: ${rule}, by: IC }\n`, {
      ...small,
      'playbook.yaml': playbook,
    });
  expect(lines('status')).toEqual([]);
  expect(lines('opened')).toEqual(['demo.yaml:4:16: there is no rule with approve "opened"; expected: one of status']);
});

test('the questions are those that the API names', () => {
  expect([...QUESTIONS].toSorted()).toEqual(
    Object.values(slots)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('each field of the schema has a description', () => {
  const schema: unknown = JSON.parse(readFileSync(new URL('../../schemas/demo.json', import.meta.url), 'utf8'));
  const bare: string[] = [];
  const walk = (form: unknown, path: string): void => {
    if (typeof form !== 'object' || form === null) return;
    for (const [key, inner] of Object.entries(form)) {
      if (key === 'properties')
        for (const [name, field] of Object.entries(inner as Record<string, { description?: string }>))
          if (field.description === undefined) bare.push(`${path}.${name}`);
      walk(inner, `${path}.${key}`);
    }
  };
  walk(schema, '');
  expect(bare).toEqual([]);
});

test.each(['tracktion', 'pipeline-guard', 'pampax', 'insurance-lead-gen', 'workingtracker', 'starter'])(
  '%s has a demonstration',
  (name) => {
    const { demo } = loadPlaybook(fileURLToPath(new URL(`../../playbooks/${name}`, import.meta.url)));
    expect(demo?.demo.steps.some((step) => 'acknowledge' in step)).toBe(true);
  },
);

test('the example of docs/playbooks.md fits the playbook that it is of', () => {
  const page = readFileSync(new URL('../../docs/playbooks.md', import.meta.url), 'utf8');
  const [, text = ''] = /```yaml\n(# demo\.yaml[^`]*)```/.exec(page) ?? [];
  const folder = readFolder(fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url)));
  expect('texts' in folder ? linesOf(text, folder.texts) : []).toEqual([]);
});

test('a file that is called nearly so is noted', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-demo-'));
  for (const [file, body] of Object.entries({ ...small, 'demo.yml': whole })) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), body);
  }
  const { demo, notes } = loadPlaybook(dir);
  rmSync(dir, { recursive: true });
  expect([demo, notes.filter(({ file }) => file === 'demo.yml')]).toEqual([
    undefined,
    [{ file: 'demo.yml', line: 1, column: 1, message: 'this is not read; is it meant to be demo.yaml?' }],
  ]);
});
