import { expect, test } from 'vitest';
import { parsePlaybook } from '#core/playbook/parse';
import { formatProblems } from '#core/playbook/source';
import { plugins, vocabularyOf } from '#plugins/registry';
import { shipped } from '#test/mutations';

const vocabulary = vocabularyOf(plugins);
const [runbook = ''] = Object.keys(shipped).filter((file) => file.startsWith('runbooks/'));
/** The files of the shipped playbook with mistakes in four of them, and what is wrong with each. */
const spoilt = {
  ...shipped,
  'people.yaml': (shipped['people.yaml'] ?? '').replace(/starts: "\d{4}-\d\d-\d\d"/, 'starts: "2026-02-30"'),
  [runbook]: `${shipped[runbook]}more: 1\n`,
  'templates/new.liquid': '{% if incident',
  'certificates/ours.pem': 'no certificate',
};
function filesOf(texts: Record<string, string>): string[] {
  const parsed = parsePlaybook(texts, vocabulary, () => '0'.repeat(64), new Date('2026-03-11T14:02:00Z'));
  const problems = 'problems' in parsed ? parsed.problems : [];
  expect(formatProblems(problems)).toEqual([...new Set(formatProblems(problems))]);
  return [...new Set(problems.map(({ file }) => file))];
}

test.each<[string, (text: string) => string]>([
  ['can be read', (text) => text],
  ['is no YAML', () => 'version: ['],
  ['is empty', () => ''],
  ['is a list', () => '- version: 1'],
  ['lacks a section', (text) => text.replace(/^severities:\n( .*\n)*/m, '')],
  ['has an id that is none', (text) => text.replace(/- id: /, '- id: "a b" #')],
])('mistakes in four files are all said in one run where playbook.yaml %s', (_, change) => {
  const playbook = change(shipped['playbook.yaml'] ?? '');
  const files = filesOf({ ...spoilt, 'playbook.yaml': playbook });
  const own = playbook === shipped['playbook.yaml'] ? [] : ['playbook.yaml'];
  expect(files).toEqual([...own, 'people.yaml', 'certificates/ours.pem', runbook, 'templates/new.liquid']);
});

test.each(['people: [', '', 'version: 2\n'])(
  'people.yaml that is %j hides nothing of playbook.yaml, and makes nobody unknown',
  (people) => {
    const playbook = (shipped['playbook.yaml'] ?? '').replace(/severity: (\w+)/, 'severity: $1x');
    const parsed = parsePlaybook({ ...shipped, 'people.yaml': people, 'playbook.yaml': playbook }, vocabulary, () =>
      '0'.repeat(64),
    );
    const lines = 'problems' in parsed ? formatProblems(parsed.problems) : [];
    expect(lines.filter((line) => line.startsWith('playbook.yaml'))).toEqual([
      expect.stringMatching(/there is no severity "\w+x"/),
    ]);
    expect(lines.filter((line) => line.startsWith('people.yaml')).length).toBeGreaterThan(0);
  },
);
