import { Ends, exit } from './exit.ts';
import { type Output, say } from './words.ts';

/** Prints a playbook as people read it; `html` is a file that gets the same as one page. */
export async function handbook(path: string, options: Output & { html?: string }): Promise<void> {
  // what is no page is not written over
  if (options.html !== undefined && !options.html.endsWith('.html'))
    throw new Ends(exit.usage, `--html ${options.html}: expected the name of a file that ends in .html`);
  const { playbookAt } = await import('./playbook.ts');
  const { handbookOf } = await import('#web/handbook/handbook');
  const { markdownOf } = await import('#web/handbook/markdown');
  const book = handbookOf(playbookAt(path));
  if (options.html !== undefined) await write(options.html, book);
  const markdown = markdownOf(book);
  say(options, { markdown }, () => markdown);
}

async function write(
  file: string,
  book: Parameters<typeof import('#web/handbook/page').handbookPage>[0],
): Promise<void> {
  const { handbookPage } = await import('#web/handbook/page');
  const { writeFile } = await import('node:fs/promises');
  const page = await handbookPage(book);
  try {
    await writeFile(file, page);
  } catch (error) {
    throw new Ends(exit.usage, `--html: ${error instanceof Error ? error.message : String(error)}`);
  }
}
