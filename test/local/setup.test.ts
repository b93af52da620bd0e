import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// A clone with two packages, and an `npm` on PATH that installs them slowly and writes its record last, as npm does. Each that
// runs writes its name into what it installs and into a log; it fails, as npm does, when somebody removes its files meanwhile.
const npm = `#!/bin/sh
rm -rf node_modules; mkdir -p node_modules/.bin node_modules/node
echo "$NAME begins" >> "$LOG"
echo "$NAME" > node_modules/node/installed-by
sleep "$TAKES"
echo "$NAME" >> node_modules/node/installed-by || { echo "$NAME found its files removed" >> "$LOG"; exit 1; }
[ "$(sort -u node_modules/node/installed-by)" = "$NAME" ] || { echo "$NAME met another install" >> "$LOG"; exit 1; }
printf '#!/bin/sh\\necho v24.0.0\\n' > node_modules/.bin/node; chmod +x node_modules/.bin/node
mkdir -p node_modules/b
cp package-lock.json node_modules/.package-lock.json
echo "$NAME ends" >> "$LOG"
`;
const lockfile = {
  packages: { '': {}, 'node_modules/node': { version: '24.0.0' }, 'node_modules/b': { version: '1.0.0' } },
};
const home = fileURLToPath(new URL('../..', import.meta.url));

let work = '';
let clone = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tocsin-set-up-'));
  clone = join(work, 'clone');
  mkdirSync(join(work, 'bin'));
  writeFileSync(join(work, 'bin', 'npm'), npm);
  chmodSync(join(work, 'bin', 'npm'), 0o755);
  mkdirSync(join(clone, 'local'), { recursive: true });
  for (const part of ['setup.mjs', 'set-up'])
    if (existsSync(join(home, 'local', part)))
      cpSync(join(home, 'local', part), join(clone, 'local', part), { recursive: true });
  writeFileSync(join(clone, 'package.json'), '{"type":"module"}');
  writeFileSync(join(clone, 'package-lock.json'), JSON.stringify(lockfile));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
});

function start(command: string, args: string[], settings: Record<string, string>) {
  const child = spawn(command, args, {
    cwd: clone,
    env: {
      ...process.env,
      PATH: `${join(work, 'bin')}:${process.env['PATH'] ?? ''}`,
      LOG: join(work, 'log'),
      TAKES: '2.5',
      ...settings,
    },
  });
  children.push(child);
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
  });
  return new Promise<{ code: number | null; said: string }>((done) =>
    child.once('close', (code) => done({ code, said })),
  );
}
const npmCi = (settings = {}) => start('npm', ['ci'], { NAME: 'by hand', ...settings });
const setUp = (settings = {}) =>
  start(process.execPath, ['-e', "import('./local/setup.mjs').then((s) => s.orExplain(s.ensureNode))"], {
    NAME: 'set-up',
    ...settings,
  });
const log = () => (existsSync(join(work, 'log')) ? readFileSync(join(work, 'log'), 'utf8').trim().split('\n') : []);
const hasBegun = (who: string) =>
  vi.waitUntil(() => log().includes(`${who} begins`), { timeout: 20_000, interval: 20 });
const installedBy = () =>
  readFileSync(join(clone, 'node_modules', 'node', 'installed-by'), 'utf8')
    .trim()
    .split('\n')
    .at(-1);

test('a set-up beside an npm ci by hand waits for it and takes what it installed', async () => {
  const byHand = npmCi();
  await hasBegun('by hand');
  const ours = await setUp();
  expect(ours).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^tocsin: npm \(process \d+\) is installing into this clone; waiting …\n$/),
  });
  expect(await byHand).toMatchObject({ code: 0 });
  expect(log()).toEqual(['by hand begins', 'by hand ends']);
});

test('an npm ci by hand that begins during a set-up keeps its files: the set-up installs elsewhere and drops what it has', async () => {
  const ours = setUp({ TAKES: '2' });
  await hasBegun('set-up');
  const byHand = npmCi({ TAKES: '4' });
  expect(await ours).toMatchObject({ code: 0 });
  expect(await byHand).toMatchObject({ code: 0 });
  expect(log()).toEqual(['set-up begins', 'by hand begins', 'set-up ends', 'by hand ends']);
  expect(installedBy()).toBe('by hand');
});

test('of three set-ups at once one installs; the lock of one that died is taken by one', async () => {
  mkdirSync(join(clone, '.local', 'npm.lock'), { recursive: true });
  const dead = spawn('true');
  await new Promise((done) => dead.once('close', done));
  writeFileSync(join(clone, '.local', 'npm.lock', `${dead.pid ?? 0}-c0ffee`), '');
  const all = await Promise.all([setUp(), setUp(), setUp()]);
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(log()).toEqual(['set-up begins', 'set-up ends']);
});

test('a half-made tree that nobody works on is replaced as a whole', async () => {
  mkdirSync(join(clone, 'node_modules', 'left-over'), { recursive: true });
  const longAgo = new Date('2026-01-05T03:00:00Z');
  for (const folder of ['node_modules/left-over', 'node_modules']) utimesSync(join(clone, folder), longAgo, longAgo);
  expect(await setUp({ TAKES: '0' })).toEqual({
    code: 0,
    said: 'tocsin: installing the npm packages (once; a minute or two) …\n',
  });
  expect(existsSync(join(clone, 'node_modules', 'left-over'))).toBe(false);
  expect(installedBy()).toBe('set-up');
});

test('an npm that cannot be seen and still writes is waited for; the wait ends with what to do', async () => {
  mkdirSync(join(clone, 'node_modules', 'b'), { recursive: true });
  expect(await setUp({ TOCSIN_SETUP_WAIT_SECONDS: '1' })).toEqual({
    code: 1,
    said:
      'tocsin: another npm is installing into this clone; waiting …\n' +
      'tocsin: another npm has been at work in this clone for more than 1 s. Wait for it or end it, then start again (TOCSIN_SETUP_WAIT_SECONDS sets how long to wait).\n',
  });
  expect(existsSync(join(clone, 'node_modules', 'b'))).toBe(true);
});

test('a set-up whose lock is held by a living process gives up after its wait and says which', async () => {
  const first = setUp({ TAKES: '4' });
  await hasBegun('set-up');
  const second = await setUp({ TOCSIN_SETUP_WAIT_SECONDS: '1' });
  expect(second).toMatchObject({
    code: 1,
    said: expect.stringMatching(
      /another set-up \(process \d+, by \.local\/npm\.lock\) has been at work in this clone for more than 1 s/,
    ),
  });
  expect(await first).toMatchObject({ code: 0 });
});
