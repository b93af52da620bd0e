import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { type Need, needs, titles } from '../needs/needs.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Reverses each need in a copy of the repository as it was committed, one after the other: its test has to fail.
 * Gives what is wrong.
 */
export function reverseAll(part: string, say: (line: string) => void): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'tocsin-needs-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--local', home, copy]);
    symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'));
    return Object.entries(needs).flatMap(([folder, all]) =>
      all
        .filter((need) => `${folder} ${need.path} ${need.need}`.includes(part))
        .flatMap((need) => {
          const found = reversed(copy, folder, need);
          say(`${found === undefined ? 'red  ' : 'WRONG'} ${folder} ${need.need}: ${need.file} ${need.path}`);
          return found === undefined ? [] : [`${folder}, need ${need.need}, ${need.path}: ${found}`];
        }),
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What is wrong with a need; undefined where its test fails once it is reversed. */
function reversed(copy: string, folder: string, { file, path, value, gone, test, name }: Need): string | undefined {
  const at = join(copy, 'playbooks', folder, file);
  const before = readFileSync(at, 'utf8');
  const document = parseDocument(before);
  const keys = path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  if (gone === true) document.deleteIn(keys);
  else document.setIn(keys, document.createNode(value));
  writeFileSync(at, document.toString({ lineWidth: 0 }));
  try {
    const project = test.startsWith('test/stories/') ? 'stories' : 'unit';
    const pattern = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(home, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, test, '-t', pattern],
      { cwd: copy, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    const said = `${stdout}${stderr}`;
    if (status === 0) return 'its test passes all the same';
    return /Tests .*\d failed/.test(said) ? undefined : `its test did not run: ${said.slice(-300)}`;
  } finally {
    writeFileSync(at, before);
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** What docs/needs.md says. */
export function pageOfNeeds(stamp: string): string {
  const rows = titles.flatMap((title, n) =>
    Object.entries(needs).flatMap(([folder, all]) =>
      all
        .filter(({ need }) => need === n + 1)
        .map(
          ({ says, file, path, test, name }) =>
            `| ${n + 1} | ${title} | ${folder} | ${cell(says)} | \`${file}\` \`${path}\` | ${cell(`${test}: ${name}`)} |`,
        ),
    ),
  );
  return `# What the playbooks demand

45 things that the organisations of \`playbooks/\` demand of the engine, where each says it, and the test that shows it. \`npm run test:long -- --needs\` reverses each line in a copy of the repository, and its test has to turn red.
${stamp === '' ? '' : `\nWritten by \`npm run test:long -- --needs --write\` ${stamp}.\n`}
| need | what it is | playbook | where it is said | the line that is reversed | what turns red |
| ---: | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
