import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { InvalidPlaybook, loadPlaybook } from '#adapters/files/load-playbook';

const shipped = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
const workshop = mkdtempSync(join(tmpdir(), 'tocsin-folder-'));
afterAll(() => rmSync(workshop, { recursive: true, force: true }));
let n = 0;
let dir = '';
const at = (file: string) => join(dir, file);
const [runbook = ''] = readdirSync(join(shipped, 'runbooks'));
const id = runbook.replace('.yaml', '');

/** The problems of a playbook's folder; none where it is valid. */
function problems(path = dir): string[] {
  try {
    loadPlaybook(path);
    return [];
  } catch (error) {
    if (error instanceof InvalidPlaybook) return error.message.split('\n');
    throw error;
  }
}
/** Notes on what is not read. */
const notes = (): string[] =>
  loadPlaybook(dir)
    .notes.filter(({ message }) => message.includes('not read'))
    .map(({ file, message }) => `${file}: ${message}`);
const hash = (): string => loadPlaybook(dir).pack.hash;
/** Every text file of the playbook, written anew. */
function rewrite(change: (text: string) => string | Buffer): void {
  for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' }))
    if (/\.(yaml|liquid)$/.test(file)) writeFileSync(at(file), change(readFileSync(at(file), 'utf8')));
}

beforeEach(() => {
  n += 1;
  dir = join(workshop, String(n));
  cpSync(shipped, dir, { recursive: true });
});

test('5 MB are refused before they are parsed, in under a second', () => {
  truncateSync(at('playbook.yaml'), 5_000_000);
  const before = process.threadCpuUsage();
  expect(problems()).toEqual(['playbook.yaml:1:1: this file has 5000000 bytes; expected: at most 1048576 bytes']);
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1000);
});

test('so are 5 MB in many files, and more than 500 files', () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) writeFileSync(at(`templates/${name}.liquid`), 'x'.repeat(1_000_000));
  expect(problems().filter((line) => line.includes('more than'))).toContain(
    'templates/e.liquid:1:1: with this file, the playbook has more than 4194304 bytes; expected: fewer or smaller files',
  );
  for (let i = 0; i < 500; i += 1) writeFileSync(at(`runbooks/r${i}.yaml`), 'x');
  expect(problems()).toContain('runbooks:1:1: this folder has more than 500 entries; expected: at most 500');
});

test('a byte order mark and lines that end in CR and LF change nothing, not even the hash', () => {
  const before = hash();
  rewrite((text) => `\ufeff${text.replaceAll('\n', '\r\n')}`);
  expect(hash()).toBe(before);
});

const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();
test.each<[string, (text: string) => Buffer, string]>([
  ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le'), '1:1: this file is UTF-16; expected: UTF-8'],
  ['UTF-16, the other way round', (text) => swapped(`\ufeff${text}`), '1:1: this file is UTF-16; expected: UTF-8'],
  [
    'UTF-16 without its mark',
    (text) => Buffer.from(text, 'utf16le'),
    '1:1: this file is UTF-16 without a byte order mark; expected: UTF-8',
  ],
  ['the same, the other way round', swapped, '1:1: this file is UTF-16 without a byte order mark; expected: UTF-8'],
  [
    'Latin-1',
    () => Buffer.from('a: 1\nb: caf\u00e9 noir\n', 'latin1'),
    '2:7: byte 12 of this file, 0xE9, is not UTF-8; expected: UTF-8, as text editors save it',
  ],
  [
    'a character that is cut off',
    () => Buffer.from('a: \u20ac').subarray(0, 5),
    '1:4: byte 4 of this file, 0xE2, is not UTF-8; expected: UTF-8, as text editors save it',
  ],
])('%s is named, with the file, and the byte where there is one', (_, bytes, line) => {
  for (const file of ['playbook.yaml', `runbooks/${runbook}`])
    writeFileSync(at(file), bytes(readFileSync(at(file), 'utf8')));
  expect(problems()).toEqual([`playbook.yaml:${line}`, `runbooks/${runbook}:${line}`]);
});

test.each([
  ['nothing', ''],
  ['only comments', '# nothing yet\n\n# later\n'],
  ['null', '~'],
])('a file that holds %s is empty', (_, text) => {
  writeFileSync(at('people.yaml'), text);
  expect(problems()).toEqual(['people.yaml:1:1: this file is empty; expected: a mapping of keys to values']);
});

test('folders where files should be, and the reverse', () => {
  for (const name of ['playbook.yaml', 'templates']) rmSync(at(name), { recursive: true });
  mkdirSync(at('playbook.yaml'));
  writeFileSync(at('templates'), '');
  expect(problems()).toEqual([
    'playbook.yaml:1:1: this is a folder; expected: a file',
    'templates:1:1: this is no folder; expected: a folder of files *.liquid',
  ]);
});

test('pipes and sockets are not waited for', async () => {
  rmSync(at('playbook.yaml'));
  execFileSync('mkfifo', [at('playbook.yaml')]);
  const server = createServer();
  await new Promise<void>((up) => server.listen(at('runbooks/x.yaml'), up));
  try {
    expect(problems()).toEqual([
      'playbook.yaml:1:1: this is a pipe, a socket or a device; expected: a file',
      'runbooks/x.yaml:1:1: this is a pipe, a socket or a device; expected: a file',
    ]);
  } finally {
    await new Promise((down) => server.close(down));
  }
});

test('links inside the folder are followed, others are not', () => {
  const before = hash();
  renameSync(at('templates'), at('..texts'));
  symlinkSync('..texts', at('templates'));
  renameSync(at('people.yaml'), at('folk'));
  symlinkSync('folk', at('people.yaml'));
  expect(hash()).toBe(before);
  for (const file of ['people.yaml', `runbooks/${runbook}`]) rmSync(at(file));
  symlinkSync('/etc/passwd', at('people.yaml'));
  symlinkSync(`loop.yaml`, at(`runbooks/${runbook}`));
  symlinkSync(runbook, at('runbooks/loop.yaml'));
  symlinkSync('nowhere', at('runbooks/none.yaml'));
  symlinkSync('..', at('certificates'));
  expect(problems()).toEqual(
    [
      'people.yaml:1:1: this is a link that leads out of the folder; expected: the file itself',
      'certificates:1:1: this is a link that leads out of the folder; expected: the file itself',
      ...[`runbooks/${runbook}`, 'runbooks/loop.yaml']
        .sort()
        .map((file) => `${file}:1:1: this link leads back to itself; expected: a file`),
      'runbooks/none.yaml:1:1: this is a link that leads nowhere; expected: a file',
    ].sort((a, b) => Number(b.startsWith('people')) - Number(a.startsWith('people')) || (a < b ? -1 : 1)),
  );
});

test.runIf(process.getuid?.() !== 0)('files and folders that may not be read', () => {
  chmodSync(at('people.yaml'), 0);
  chmodSync(at('templates'), 0);
  const lines = problems();
  chmodSync(at('templates'), 0o755);
  expect(lines).toEqual([
    'people.yaml:1:1: this file cannot be read: EACCES; expected: a file that may be read',
    'templates:1:1: this file cannot be read: EACCES; expected: a file that may be read',
  ]);
});

test('no folder, and a file in its place', () => {
  expect(problems('/nowhere')).toEqual([
    'playbook.yaml:1:1: there is no folder /nowhere; expected: the folder that holds playbook.yaml',
  ]);
  expect(problems(at('playbook.yaml'))).toEqual([
    `playbook.yaml:1:1: ${at('playbook.yaml')} is a file; expected: its folder: ${dir}`,
  ]);
  expect(problems('a\0b')[0]).toMatch(/^playbook\.yaml:1:1: there is no folder/);
  expect(problems(`/${'x/'.repeat(5000)}`)[0]).toMatch(/^playbook\.yaml:1:1: there is no folder/);
});

test('an empty folder names both files that it must have', () => {
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  expect(problems()).toEqual([
    "playbook.yaml:1:1: this file is missing; expected: a file playbook.yaml in the playbook's directory",
    "people.yaml:1:1: this file is missing; expected: a file people.yaml in the playbook's directory",
  ]);
});

test('names that are no ids, that differ only in case, or that are not what the file says', () => {
  const text = readFileSync(at(`runbooks/${runbook}`), 'utf8');
  for (const name of ['a b', 'a.b', 'x\ny', `${'x'.repeat(41)}`, id.toUpperCase(), 'other'])
    writeFileSync(at(`runbooks/${name}.yaml`), text);
  const noId = (name: string) => `${name}:1:1: the name of this file is no id; expected: A-Z a-z 0-9 _ - and .yaml`;
  const lines = problems();
  expect(lines).toContain(noId('runbooks/a b.yaml'));
  expect(lines).toContain(noId('runbooks/a.b.yaml'));
  expect(lines).toContain(noId('"runbooks/x\\ny.yaml"'));
  expect(lines).toContain(noId(`runbooks/${'x'.repeat(41)}.yaml`));
  expect(lines).toContain(
    `runbooks/${runbook}:1:1: only case tells this file from ${id.toUpperCase()}.yaml; expected: names that differ on every disk`,
  );
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^runbooks\/other\.yaml:\d+:\d+: the runbook in this file has the id "[^"]+"; expected: id: other, as the file is named$/,
    ),
  );
  expect(lines.length).toBe(7);
});

test('what editors leave behind is passed over; other files are noted, and names that are nearly those of a playbook', () => {
  for (const name of ['.x.yaml.swp', 'x.yaml~', '#x.yaml#', '.DS_Store', '.git', 'x.yaml.orig'])
    writeFileSync(at(`runbooks/${name}`), 'x: [');
  writeFileSync(at('README.md'), '# Ours');
  writeFileSync(at('runbooks/new.yml'), 'x: [');
  writeFileSync(at('templates/new.txt'), 'x');
  mkdirSync(at('templates/old'));
  mkdirSync(at('certificate'));
  expect(notes()).toEqual([
    'certificate: this is not read; is it meant to be certificates?',
    'runbooks/new.yml: this is not read: runbooks are files *.yaml',
    'templates/new.txt: this is not read: templates are files *.liquid',
    'templates/old: this is not read: templates are files *.liquid',
  ]);
  renameSync(at('people.yaml'), at('People.yml'));
  expect(problems()).toEqual(['people.yaml:1:1: this file is missing; expected: People.yml to be named people.yaml']);
});
