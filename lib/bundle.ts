import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
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

/** Bundles handlers: CommonJS, which Lambda loads faster, with the SDK inside. Names may go: every error says its own. Gives the files that went into them. */
export const bundleInto = (out: string, handlers = Object.keys(rights) as HandlerName[]): string[] => {
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const left = (handler: HandlerName) =>
    Object.entries(talking).flatMap(([file, uses]) => (uses(handler) ? [] : [file]));
  const groups = new Map<string, HandlerName[]>();
  for (const handler of handlers) {
    const external = left(handler).join();
    groups.set(external, [...(groups.get(external) ?? []), handler]);
  }
  const inputs = [...groups].flatMap(([external, group]) => {
    const { metafile } = buildSync({
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
      metafile: true,
    });
    return Object.keys(metafile.inputs);
  });
  return [...new Set(inputs)].sort();
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

/** What decides on bundles besides the files that go into them: how they are made, and which packages are there. */
const settings = ['lib/bundle.ts', 'lib/rights.ts', 'package.json', 'tsconfig.json', 'node_modules/.package-lock.json'];
/** What was bundled last: the files that went into it, the hash of what they said, and the directory, named by its hash. */
interface Last {
  inputs: string[];
  said: string;
  name: string;
}

/** The directory of `folder/file/index.js`: what was bundled last where nothing that went into it has changed, else bundled now. */
const fromSources = (): string => {
  const cache = join(home, 'node_modules/.cache/tocsin');
  const note = join(cache, 'last.json');
  if (existsSync(note)) {
    const { inputs, said, name } = JSON.parse(readFileSync(note, 'utf8')) as Last;
    const folder = join(cache, name);
    if (saidBy(inputs) === said && existsSync(folder) && digestOf(folder) === name) return folder;
  }
  const fresh = join(cache, `new-${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  const began = Date.now();
  const inputs = bundleInto(fresh);
  const name = digestOf(fresh);
  const kept = join(cache, name);
  const isWhole = () => existsSync(kept) && digestOf(kept) === name;
  // what somebody has changed is not what its name says
  if (existsSync(kept) && !isWhole()) rmSync(kept, { recursive: true, force: true });
  try {
    renameSync(fresh, kept);
  } catch (error) {
    // another process has put the same bundles there: they are as good as ours
    if (!isWhole()) throw error;
    rmSync(fresh, { recursive: true });
  }
  // what was written while it was bundled may not be in the bundles: the next process looks again
  const written = (file: string) => statSync(join(home, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changed = [...settings, ...inputs].some((file) => written(file) >= began);
  if (changed) return kept;
  const last: Last = { inputs, said: saidBy(inputs), name };
  writeFileSync(`${note}.${process.pid}`, JSON.stringify(last));
  renameSync(`${note}.${process.pid}`, note);
  return kept;
};

/** A hash of these files of the project and of the settings, by name and content; a file that is gone counts as such. */
const saidBy = (inputs: string[]): string => {
  const hash = createHash('sha256');
  for (const file of [...settings, ...inputs]) {
    const path = join(home, file);
    hash
      .update(file)
      .update(existsSync(path) ? readFileSync(path) : '\0gone')
      .update('\0');
  }
  return hash.digest('hex');
};

/** A short hash of all files below a directory, by name and content. */
export const digestOf = (directory: string) => {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path.slice(directory.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex').slice(0, 16);
};
