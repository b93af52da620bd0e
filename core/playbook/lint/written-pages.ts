import { list } from '#core/rules/expand';
import type { Entry } from '#core/rules/rule';
import type { Path } from '../source.ts';

/** A page as a chapter has it: whom, by which channels, and where both stand. */
export interface WrittenPage {
  /** The place of whom it pages. */
  at: Path;
  page: string | readonly string[];
  via?: { at: Path; channels: string | readonly string[] } | undefined;
}

const viaAt = (at: Path, channels: string | readonly string[] | undefined): Pick<WrittenPage, 'via'> =>
  channels === undefined ? {} : { via: { at: [...at, 'via'], channels } };

/** The pages that stand in an entry of a chapter, shorthand included. Channels that an entry names for several pages are theirs together. */
export function writtenPages(at: Path, entry: Entry): WrittenPage[] {
  if ('do' in entry)
    return list(entry.do).flatMap((action, n) => {
      const here = [...at, 'do', ...(Array.isArray(entry.do) ? [n] : [])];
      return 'page' in action ? [{ at: [...here, 'page'], page: action.page, ...viaAt(here, action.via) }] : [];
    });
  if ('ladder' in entry)
    return entry.page.map((step, n) => {
      const here = [...at, 'page', n];
      if (typeof step === 'string' || Array.isArray(step)) return { at: here, page: step, ...viaAt(at, entry.via) };
      return {
        at: [...here, 'page'],
        page: step.page,
        ...(step.via === undefined ? viaAt(at, entry.via) : viaAt(here, step.via)),
      };
    });
  if (!('matrix' in entry)) return [];
  return Object.keys(entry.page ?? {}).map((who) => ({
    at: [...at, 'page', who],
    page: who,
    ...viaAt(at, entry.via),
  }));
}
