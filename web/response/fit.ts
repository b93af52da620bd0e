import { responsePage } from './page.ts';
import { spaces } from './space.ts';
import type { Given } from './types.ts';
import { viewFor } from './view.ts';

/** Bytes that a page may have, all in all: style and script stand in it. On a phone with a poor signal it is there in a second. */
export const MOST_BYTES = 15_000;

/** One person's page of an incident: as much of it as fits, and in its place how much is left out. */
export async function fittingPage(given: Omit<Given, 'space'>): Promise<string> {
  let page = '';
  for (const space of spaces) {
    page = String(await responsePage(viewFor({ ...given, space })));
    if (Buffer.byteLength(page) < MOST_BYTES) break;
  }
  return page;
}
