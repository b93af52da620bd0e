import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HandlerName, type Right, rights } from './rights.ts';

const home = fileURLToPath(new URL('..', import.meta.url));

/** The halves of plugins that talk to providers, by the handlers that use them: what a handler never calls is not in its bundle. */
const talking = {
  './send.ts': (handler: HandlerName) => has(handler, 'reach-people', 'reach-places'),
  './read.ts': (handler: HandlerName) => has(handler, 'read-checks'),
  './hook.ts': (handler: HandlerName) => has(handler, 'hear-hooks'),
  './run.ts': (handler: HandlerName) => has(handler, 'run-actions'),
} as const;
const has = (handler: HandlerName, ...wanted: Right[]) =>
  (rights[handler] as readonly Right[]).some((right) => wanted.includes(right));

/** Bundles handlers: CommonJS, which Lambda loads faster, with the SDK inside, and errors that keep their names. */
export const bundleInto = (out: string, handlers = Object.keys(rights) as HandlerName[]) => {
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const left = (handler: HandlerName) =>
    Object.entries(talking).flatMap(([file, uses]) => (uses(handler) ? [] : [file]));
  const groups = new Map<string, HandlerName[]>();
  for (const handler of handlers) {
    const external = left(handler).join();
    groups.set(external, [...(groups.get(external) ?? []), handler]);
  }
  for (const [external, group] of groups)
    buildSync({
      absWorkingDir: home,
      entryPoints: group.map((handler) => ({ in: `lambdas/${handler}.ts`, out: `${handler}/index` })),
      outdir: out,
      bundle: true,
      // fakes are for the inbox and tests
      external: ['./fake.ts', ...external.split(',').filter((file) => file !== '')],
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      legalComments: 'none',
      logLevel: 'error',
    });
};

/** The directory of `folder/file/index.js`: what the package ships, else what the sources give now. */
export const bundles = (): string => {
  const shipped = join(home, 'handlers');
  if (existsSync(shipped)) return shipped;
  const cache = join(home, 'node_modules/.cache/tocsin');
  const fresh = join(cache, `new-${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  bundleInto(fresh);
  const kept = join(cache, digestOf(fresh));
  // Another process may have put the same bundles there: then they are as good as ours.
  if (existsSync(kept)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, kept);
  return kept;
};

const digestOf = (directory: string) => {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path.slice(directory.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex').slice(0, 16);
};

/** Puts a function's files where the cloud assembly takes them from, under the hash of their content. */
export const stage = (assembly: string, handler: HandlerName, from: string, beside: Record<string, string>) => {
  const files = { 'index.js': readFileSync(join(from, handler, 'index.js'), 'utf8'), ...beside };
  const hash = createHash('sha256');
  for (const [name, text] of Object.entries(files)) hash.update(name).update('\0').update(text).update('\0');
  const digest = hash.digest('hex');
  const directory = join(assembly, `asset.${digest}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return { directory, digest };
};
