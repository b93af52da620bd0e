/**
 * Builds what `npm pack` ships into `dist/`, laid out like the repository so that everything is found from its own location:
 * `dist/lib/index.js` (CommonJS) and `index.mjs` with their types, `dist/cli/main.mjs`, and beside them `dist/statemachines/`,
 * `dist/handlers.json.br` and `dist/playbooks/`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { bundleInto, pack } from '#lib/bundle';

const home = fileURLToPath(new URL('..', import.meta.url));
const dist = join(home, 'dist');
const entry = 'lib/index.ts';

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
// what ends in .js and .d.ts is CommonJS, though the sources are modules
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');

const common: BuildOptions = {
  absWorkingDir: home,
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'linked',
  logLevel: 'error',
};
// One implementation: in an app that both requires and imports it there must be one class, not two.
await build({
  ...common,
  entryPoints: [entry],
  outfile: join(dist, 'lib/index.js'),
  format: 'cjs',
  define: { 'import.meta.url': 'thisModule' },
  banner: { js: "const thisModule = require('node:url').pathToFileURL(__filename).href;" },
  // The app brings the CDK; esbuild is asked for only where there are sources to bundle; no plugin talks to its provider at synth.
  external: ['aws-cdk-lib', 'constructs', 'esbuild', './send.ts', './read.ts', './run.ts', './fake.ts'],
});
const names = Object.keys(createRequire(import.meta.url)(join(dist, 'lib/index.js')) as object).sort();
writeFileSync(join(dist, 'lib/index.mjs'), `export { ${names.join(', ')} } from './index.js';\n`);
writeFileSync(join(dist, 'lib/index.d.mts'), "export * from './index.js';\n");

await build({
  ...common,
  entryPoints: ['cli/main.ts'],
  outdir: join(dist, 'cli'),
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  // a command loads what it uses
  splitting: true,
  minify: true,
  keepNames: true,
  // only where there are sources to bundle
  external: ['esbuild'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
});

const scratch = mkdtempSync(join(home, 'node_modules', '.package-'));
try {
  bundleInto(join(scratch, 'handlers'));
  pack(join(scratch, 'handlers'), dist);
  declarations();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const folder of ['statemachines', 'playbooks'])
  cpSync(join(home, folder), join(dist, folder), { recursive: true });

/** Types of the construct and of whatever they speak of: as tsc writes them, but with specifiers that mean something elsewhere. */
function declarations() {
  const config = join(scratch, 'tsconfig.json');
  const settings = {
    extends: join(home, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: home,
      outDir: join(scratch, 'out'),
    },
    files: [join(home, entry)],
    include: [],
  };
  writeFileSync(config, JSON.stringify(settings));
  execFileSync(process.execPath, [join(home, 'node_modules/typescript/bin/tsc'), '-p', config], { stdio: 'inherit' });
  const out = join(scratch, 'out');
  const written = new Set<string>();
  const write = (file: string) => {
    if (written.has(file)) return;
    written.add(file);
    const text = readFileSync(join(out, file), 'utf8').replaceAll(
      /(from |import\()(['"])([#.][^'"]+)\2/g,
      (_, before, quote, to) => {
        const target = to.startsWith('#')
          ? to.slice(1).replace(/\.ts$/, '')
          : join(dirname(file), to.replace(/\.ts$/, ''));
        write(`${target}.d.ts`);
        const from = relative(dirname(file), target).split(sep).join('/');
        return `${before}${quote}${from.startsWith('.') ? from : `./${from}`}.js${quote}`;
      },
    );
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), text);
  };
  write(entry.replace(/\.ts$/, '.d.ts'));
}

const kilobytes = (file: string) => `${Math.round(statSync(join(dist, file)).size / 1024)} kB`;
console.error(`dist: lib/index.js ${kilobytes('lib/index.js')}, handlers.json.br ${kilobytes('handlers.json.br')}`);
