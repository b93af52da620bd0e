import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { everything, fewest, taken } from './coverage.ts';
import { mends, runInMoto } from './moto.ts';
import { runInOurs } from './ours.ts';
import { type Path, paths } from './paths.ts';
import { tracesOf } from './trace.ts';

const takes = new Map<Path, Set<string>>(await Promise.all(paths.map(async (p, n) => [p, await taken(p, n)] as const)));
const some = fewest(paths, takes);

test('every state of every machine is entered by some path, and every Choice, Retry and Catch is taken', () => {
  const all = new Set([...takes.values()].flatMap((set) => [...set]));
  expect(everything().filter((what) => !all.has(what))).toEqual([]);
  expect(everything().length).toBeGreaterThan(150);
});

test('moto and our runner enter the same states and come to the same outputs and errors', async () => {
  const chosen = [...new Set([...some, ...paths.filter((p) => /: /.test(p.name))])];
  const { wrong, known, executions, lines } = await compare(chosen);
  expect(wrong, wrong.join('\n')).toEqual([]);
  expect(chosen.length).toBeGreaterThanOrEqual(30);
  expect(new Set(known)).toEqual(new Set(['output-after-retry', 'timestamp-that-is-none']));
  console.log(
    `${chosen.length} of ${paths.length} paths through 8 machines in two interpreters: ${executions} executions, ${lines} lines of history compared`,
  );
});

test('what the driver mends in moto is still wrong there, and is written down', async () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/engine-differences.md', import.meta.url)), 'utf8');
  const known = paths.flatMap((p) => (p.differs === undefined ? [] : [p.differs.by]));
  for (const name of [...mends, ...known]) expect(page, name).toContain(`\`${name}\``);
  const one = (name: string): Path => paths.find((p) => p.name === name) ?? expect.unreachable(name);
  const asked = [
    one('assess asks a person; AskSeverity is asked again'),
    one('lifecycle: mitigate fails for good beside communicate'),
  ];
  const moto = await runInMoto(asked, []);
  const [again, branch] = await Promise.all(
    asked.map(
      async (path, n) =>
        [tracesOf(path.machine, await runInOurs(path, n)), tracesOf(path.machine, moto.get(path.name))] as const,
    ),
  );
  expect(again?.[0]['path-0']?.end['output']).toEqual({ verdict: 'confirmed', visit: 3 });
  expect(again?.[1]['path-0']?.end['output']).toEqual({ verdict: 'ask-person', visit: 3 });
  const ends = (side: 0 | 1) => Object.values(branch?.[side] ?? {}).map((trace) => trace.end['error']);
  expect(ends(0)).toContain('States.TaskFailed');
  expect(ends(1)).not.toContain('States.TaskFailed');
  expect(ends(1)).toContain('States.Runtime');
});
