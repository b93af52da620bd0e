// What docs/deploy.md has its reader type and write. Plain JavaScript: scripts/try-package.mjs reads it on the host's own Node.
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../docs/deploy.md', import.meta.url), 'utf8');

/** @param {string} language @returns {string[]} the blocks of one language */
const blocks = (language) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block ?? '');

/** The commands in their order, without their comments. @returns {string[]} */
export const commands = () =>
  blocks('sh')
    .join('')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/ +# .*/, '').trim())
    .filter((line) => line !== '');

/** The stack that the reader writes. @returns {string} */
export const stack = () => blocks('ts')[0] ?? '';
