import { oneLine } from '#core/message/plain-text';
import type { Block, Handbook, Inline, Line } from './blocks.ts';

/** What would be markup anywhere in a line; an underscore within a word is none. */
const anywhere = /[\\`*[\]<|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w+;)/g;
/** What would be markup at the beginning of a line. */
const first = /^(?:[#>+=-]|\d+(?=[.)]))/;

/** A text of the playbook as Markdown shows it: none of its characters is markup. */
export const escaped = (words: string): string => {
  const safe = oneLine(words).replaceAll(anywhere, String.raw`\$&`);
  return safe.replace(first, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
};

function inline(one: Inline): string {
  if (typeof one === 'string') {
    // only the words of a line are trimmed, not what stands between two of its parts
    const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(one) ?? [];
    return `${before === '' ? '' : ' '}${escaped(words)}${after === '' || words === '' ? '' : ' '}`;
  }
  if ('strong' in one) return `**${escaped(one.strong)}**`;
  return /[`|]/.test(one.code) ? escaped(one.code) : `\`${oneLine(one.code)}\``;
}
const inlines = (line: Line): string => line.map(inline).join('').trim();

function block(one: Block): string {
  switch (one.kind) {
    case 'heading':
      return `### ${escaped(one.text)}`;
    case 'text':
      return inlines(one.line);
    case 'list':
      return one.items
        .map(({ line, below }, n) => {
          const mark = one.ordered ? `${n + 1}. ` : '- ';
          const indent = ' '.repeat(mark.length);
          return [`${mark}${inlines(line)}`, ...below.map((under) => `${indent}- ${inlines(under)}`)].join('\n');
        })
        .join('\n');
    case 'table':
      return [
        row(one.head.map(escaped)),
        row(one.head.map(() => '---')),
        ...one.rows.map((cells) => row(cells.map(inlines))),
      ].join('\n');
  }
}
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A handbook as Markdown; whatever a title holds stays text. */
export const markdownOf = ({ title, source, chapters }: Handbook): string =>
  [
    `# ${escaped(title)}`,
    escaped(source),
    ...chapters.flatMap((chapter) => [`## ${escaped(chapter.title)}`, ...chapter.blocks.map(block)]),
  ].join('\n\n');
