/**
 * Builds what `npm pack` ships into `dist/`, laid out like the repository so that the construct finds all from its own location:
 * `dist/lib/incident-response.js` with its types, and beside it `dist/statemachines/`, `dist/handlers/` (bundled), `dist/playbooks/`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleInto } from '#lib/bundle';

const home = fileURLToPath(new URL('..', import.meta.url));
const dist = join(home, 'dist');
const entry = 'lib/incident-response.ts';

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

await build({
  absWorkingDir: home,
  entryPoints: [entry],
  outfile: join(dist, entry.replace(/\.ts$/, '.js')),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // The app brings the CDK; esbuild is asked for only where there are sources to bundle; no plugin talks to its provider at synth.
  external: ['aws-cdk-lib', 'constructs', 'esbuild', './send.ts', './read.ts', './run.ts', './fake.ts'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'error',
});
bundleInto(join(dist, 'handlers'));
for (const folder of ['statemachines', 'playbooks'])
  cpSync(join(home, folder), join(dist, folder), { recursive: true });
declarations();

/** Types of the construct and of whatever they speak of: as tsc writes them, but with specifiers that mean something elsewhere. */
function declarations() {
  const scratch = mkdtempSync(join(home, 'node_modules', '.types-'));
  try {
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
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const sizes = readdirSync(join(dist, 'handlers'), { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => readFileSync(join(file.parentPath, file.name)).length);
console.error(
  `dist: ${sizes.length} handlers of ${Math.round(Math.min(...sizes) / 1024)} to ${Math.round(Math.max(...sizes) / 1024)} kB`,
);
