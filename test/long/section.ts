/** Between these the page of figures has what `npm run test:long` writes; the rest is the bench's. */
const [BEGIN, END] = ['<!-- test:long -->', '<!-- /test:long -->'];

/** The section of a page, with its marks; empty where it has none. */
export function sectionOf(page: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  return from < 0 || to < 0 ? '' : page.slice(from, to + END.length);
}

/** A page with another section in the place of the one that it has, else at its end. */
export function withSection(page: string, section: string): string {
  const before = sectionOf(page);
  if (before !== '') return page.replace(before, () => section);
  return section === '' ? page : `${page.trimEnd()}\n\n${section}\n`;
}

/** Words between the marks. */
export const asSection = (words: string): string => `${BEGIN}\n\n${words.trim()}\n\n${END}`;
