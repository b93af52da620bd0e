import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
/** What an app imports. */
export const entry = 'lib/index.ts';

/**
 * Writes the types of the entry, and of whatever they speak of, below a folder: as tsc writes them, but with specifiers that mean something elsewhere.
 * @returns the paths of the files from that folder, the entry's first.
 */
export function declarations(folder: string, scratch: string): string[] {
  mkdirSync(scratch, { recursive: true });
  const config = join(scratch, 'tsconfig.json');
  const out = join(scratch, 'out');
  const settings = {
    extends: join(home, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: home,
      outDir: out,
      typeRoots: [join(home, 'node_modules/@types')],
    },
    files: [join(home, entry)],
    include: [],
  };
  writeFileSync(config, JSON.stringify(settings));
  execFileSync(process.execPath, [join(home, 'node_modules/typescript/bin/tsc'), '-p', config], { stdio: 'inherit' });
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
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write(entry.replace(/\.ts$/, '.d.ts'));
  return [...written];
}
