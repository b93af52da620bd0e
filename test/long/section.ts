/** The sections of the page of figures that `npm run test:long` writes; the rest is the bench's. */
export const sections = ['test:long', 'test:long kills', 'test:long paths', 'test:long playbooks'] as const;
export type Section = (typeof sections)[number];

const marksOf = (name: Section) => ({ begin: `<!-- ${name} -->`, end: `<!-- /${name} -->` });

/** A section of a page, with its marks; empty where the page does not have it. */
export function sectionOf(page: string, name: Section = 'test:long'): string {
  const { begin, end } = marksOf(name);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  return from < 0 || to < 0 ? '' : page.slice(from, to + end.length);
}

/** A page with another section in the place of the one that it has, else at its end. */
export function withSection(page: string, section: string, name: Section = 'test:long'): string {
  const before = sectionOf(page, name);
  if (before !== '') return page.replace(before, () => section);
  return section === '' ? page : `${page.trimEnd()}\n\n${section}\n`;
}

/** Words between the marks. */
export function asSection(words: string, name: Section = 'test:long'): string {
  const { begin, end } = marksOf(name);
  return `${begin}\n\n${words.trim()}\n\n${end}`;
}
