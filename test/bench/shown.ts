export const plain = (n: number): string =>
  Number.isInteger(n) ? String(n) : n < 0.1 ? n.toPrecision(3) : n.toFixed(2);

/** A table of Markdown, numbers to the right. */
export const table = (head: string[], rows: (string | number)[][]): string =>
  [head, head.map((_, n) => (n === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
