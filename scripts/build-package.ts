/**
 * Builds what `npm pack` ships into `dist/`, laid out like the repository so that everything is found from its own location:
 * `dist/lib/index.js` (CommonJS) and `index.mjs` with their types, `dist/cli/main.mjs`, and beside them `dist/statemachines/`,
 * `dist/handlers.json.br` and `dist/playbooks/`.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { bundleInto, pack } from '#lib/bundle';
import { declarations, entry } from './declarations.ts';

const home = fileURLToPath(new URL('..', import.meta.url));
const dist = join(home, 'dist');

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
  external: ['aws-cdk-lib', 'constructs', 'esbuild', './send.ts', './read.ts', './run.ts', './hook.ts', './fake.ts'],
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
  declarations(dist, join(scratch, 'types'));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const folder of ['statemachines', 'playbooks'])
  cpSync(join(home, folder), join(dist, folder), { recursive: true });

const kilobytes = (file: string) => `${Math.round(statSync(join(dist, file)).size / 1024)} kB`;
console.error(`dist: lib/index.js ${kilobytes('lib/index.js')}, handlers.json.br ${kilobytes('handlers.json.br')}`);
