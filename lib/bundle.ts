import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { type HandlerName, type Right, rights } from './rights.ts';

const home = fileURLToPath(new URL('..', import.meta.url));

/** The halves of plugins that talk to providers, by the handlers that use them: what a handler never calls is not in its bundle. */
const talking = {
  './send.ts': (handler: HandlerName) => has(handler, 'reach-people', 'reach-places'),
  './read.ts': (handler: HandlerName) => has(handler, 'read-checks'),
  './hook.ts': (handler: HandlerName) => has(handler, 'hear-hooks'),
  './receipts.ts': (handler: HandlerName) => has(handler, 'read-signals'),
  './run.ts': (handler: HandlerName) => has(handler, 'run-actions'),
} as const;
const has = (handler: HandlerName, ...wanted: Right[]) =>
  (rights[handler] as readonly Right[]).some((right) => wanted.includes(right));

/** Bundles handlers: CommonJS, which Lambda loads faster, with the SDK inside. Names may go: every error says its own. */
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
      legalComments: 'none',
      logLevel: 'error',
    });
};

let made: string | undefined;
/** The directory of `folder/file/index.js`: what the package ships, else what the sources give now, once a process. */
export const bundles = (): string => {
  const shipped = join(home, archive);
  made ??= existsSync(shipped) ? unpacked(shipped) : fromSources();
  return made;
};

const archive = 'handlers.json.br';
/** Puts the bundles into one file. They have most of their text in common, megabytes apart: a window over all of it finds that, gzip's does not. */
export const pack = (from: string, folder: string) => {
  const texts = Object.keys(rights).map((name) => [name, readFileSync(join(from, name, 'index.js'), 'utf8')]);
  const all = Buffer.from(JSON.stringify(Object.fromEntries(texts)));
  const params = {
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_QUALITY]: 9,
  };
  writeFileSync(join(folder, archive), brotliCompressSync(all, { params }));
};

/** A directory of this process alone: one that others could have filled would be deployed. Assets are copied from it at synthesis. */
const unpacked = (shipped: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-handlers-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const texts = JSON.parse(brotliDecompressSync(readFileSync(shipped)).toString('utf8')) as Record<string, string>;
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.js'), text);
  }
  return folder;
};

/** The directory of `folder/file/index.js`, bundled now. */
const fromSources = (): string => {
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

/** A short hash of all files below a directory, by name and content. */
export const digestOf = (directory: string) => {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path.slice(directory.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex').slice(0, 16);
};
