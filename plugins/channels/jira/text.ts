import type { Outgoing } from '#app/outbox/message';
import { plain } from '#core/message/plain-text';
import { cut, linksOf } from '../wording.ts';
import type { JiraPlace } from './place.ts';

/** The most characters of a description or a comment. */
const most = 32_767;

type Node = Record<string, unknown>;
const text = (words: string, marks: Node[] = []): Node => ({
  type: 'text',
  text: words,
  ...(marks.length === 0 ? {} : { marks }),
});
const paragraph = (lines: Node[]): Node => ({
  type: 'paragraph',
  content: lines.flatMap((line, n) => (n === 0 ? [line] : [{ type: 'hardBreak' }, line])),
});

/** Atlassian Document Format, which API v3 takes: text that nothing reads as markup. A text node is never empty. */
const documentOf = (words: string, links: { title: string; url: string }[]): Node => ({
  type: 'doc',
  version: 1,
  content: [
    ...words
      .split(/\n{2,}/)
      .map((part) => part.split('\n').filter((line) => line !== ''))
      .filter((lines) => lines.length > 0)
      .map((lines) => paragraph(lines.map((line) => text(line)))),
    ...(links.length === 0
      ? []
      : [paragraph(links.map(({ title, url }) => text(title, [{ type: 'link', attrs: { href: url } }])))]),
  ],
});

/** API v2 reads wiki markup: between two `noformat` it reads none, so nobody is mentioned and nothing is linked by a stranger's words. */
const verbatim = (words: string): string => `{noformat}\n${words.replaceAll(/\{(?=noformat)/gi, '{ ')}\n{noformat}`;

/** What a message says, as a description or a comment. */
export const bodyOf = (message: Outgoing, edition: JiraPlace['edition']): unknown => {
  const links = linksOf(message).map(({ title, url }) => ({ title: title === '' ? url : title, url }));
  const words = plain(message.text).trim() || message.incidentId;
  switch (edition) {
    case 'cloud': {
      const taken = links.reduce((sum, { title }) => sum + title.length + 1, 0);
      return documentOf(cut(words, most - taken), links);
    }
    case 'data-center': {
      const after = links.map(({ title, url }) => `${title.replaceAll(/[[\]|{}]/g, ' ')}: ${url}`).join('\n');
      const framed = verbatim('').length + after.length + 1;
      // a braced word of a stranger's grows by a blank when it is made harmless
      const fits = verbatim(cut(words, most - framed));
      const body = fits.length + after.length < most ? fits : verbatim(cut(words.replaceAll('{', '('), most - framed));
      return after === '' ? body : `${body}\n${after}`;
    }
  }
};
