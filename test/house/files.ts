import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('../..', import.meta.url));
const made = ['node_modules', '.git', '.local', 'cdk.out', 'dist', 'coverage', '.venv'];

const below = (folder: string): string[] =>
  readdirSync(`${home}/${folder}`, { withFileTypes: true })
    .filter(({ name }) => !made.includes(name))
    .flatMap((entry) => (entry.isDirectory() ? below(`${folder}${entry.name}/`) : [`${folder}${entry.name}`]));

/** Every file of the repository by its path from the top; what is installed or built is none. */
export const files: readonly string[] = below('').sort();

export const textOf = (file: string): string => readFileSync(`${home}/${file}`, 'utf8');
export const linesOf = (file: string): string[] => textOf(file).replace(/\n$/, '').split('\n');

const isCode = (file: string) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.d.ts');
const folders = 'adapters app bin cli core lambdas lib local plugins scripts simulator web'.split(' ');
/** The code of the product and of what it is developed with. */
export const sources = files.filter((file) => isCode(file) && folders.includes(file.split('/')[0] ?? ''));
export const tests = files.filter((file) => isCode(file) && file.startsWith('test/'));
export const prose = files.filter((file) => file.endsWith('.md'));

/** The lines of a source that are comment and nothing else, with their numbers. */
export function commentsOf(file: string): [line: number, text: string][] {
  let inside = false;
  return linesOf(file).flatMap((line, n): [number, string][] => {
    const text = line.trim();
    const isComment = inside || text.startsWith('//') || text.startsWith('/*');
    if (text.startsWith('/*')) inside = true;
    if (inside && text.endsWith('*/')) inside = false;
    return isComment ? [[n + 1, text]] : [];
  });
}
