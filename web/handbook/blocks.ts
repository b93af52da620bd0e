/** Words within a line: a plain text, or one that stands out, or one that is written as in the file. */
export type Inline = string | { strong: string } | { code: string };
export type Line = readonly Inline[];

/** What a handbook is made of; Markdown and the page are two forms of the same blocks. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; line: Line }
  | { kind: 'list'; ordered: boolean; items: readonly Item[] }
  | { kind: 'table'; head: readonly string[]; rows: readonly (readonly Line[])[] };
export interface Item {
  line: Line;
  below: readonly Line[];
}
export interface Chapter {
  id: string;
  title: string;
  blocks: readonly Block[];
}
export interface Handbook {
  title: string;
  /** Of which file it was written, and what to do when that changes. */
  source: string;
  /** The first chapter is the quick reference. */
  chapters: readonly Chapter[];
}

const lineOf = (words: Inline | Line): Line => (typeof words === 'object' && 'length' in words ? words : [words]);
export const heading = (text: string): Block => ({ kind: 'heading', text });
export const text = (...line: Inline[]): Block => ({ kind: 'text', line });
export const item = (line: Inline | Line, below: readonly (Inline | Line)[] = []): Item => ({
  line: lineOf(line),
  below: below.map(lineOf),
});
const isItem = (one: Inline | Line | Item): one is Item => typeof one === 'object' && 'below' in one;
const itemsOf = (items: readonly (Inline | Line | Item)[]): Item[] =>
  items.map((one) => (isItem(one) ? one : item(one)));

/** A list, or nothing where there is nothing to list. */
export const bullets = (items: readonly (Inline | Line | Item)[]): Block[] =>
  items.length === 0 ? [] : [{ kind: 'list', ordered: false, items: itemsOf(items) }];
export const numbered = (items: readonly (Inline | Line | Item)[]): Block[] =>
  items.length === 0 ? [] : [{ kind: 'list', ordered: true, items: itemsOf(items) }];
/** A table, or nothing where it has no rows. */
export const table = (head: readonly string[], rows: readonly (readonly (Inline | Line)[])[]): Block[] =>
  rows.length === 0 ? [] : [{ kind: 'table', head, rows: rows.map((row) => row.map(lineOf)) }];
/** Blocks under a heading of their own, or nothing where there are none. */
export const under = (title: string, blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [heading(title), ...blocks];
