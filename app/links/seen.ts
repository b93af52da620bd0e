import type { Ports } from '#app/ports';
import { lineOf, once } from '#app/store/note';
import type { Link } from './open.ts';

/** What names itself as something that opens links nobody has followed. */
const ROBOTS =
  /bot\b|bot[-/ ]|facebookexternalhit|facebot|preview|spider|crawl|scan|headless|slurp|whatsapp|curl|wget|python|safelinks/i;

/**
 * Whether a request is a browser's that shows the page to somebody: a navigation, as browsers have said it themselves since 2023, and
 * nothing that fetches ahead or expands links. A mail scanner that drives a real browser passes: so no acknowledgement comes of it.
 */
export function isSeen(header: (name: string) => string | undefined): boolean {
  const ahead = header('sec-purpose') ?? header('purpose') ?? header('x-purpose') ?? header('x-moz');
  const navigates = header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document';
  return navigates && ahead === undefined && !ROBOTS.test(header('user-agent') ?? 'bot');
}

/** One line for each link, however often it is opened. What goes wrong with it is logged: the page is shown all the same. */
export async function noteSeen(
  ports: Pick<Ports, 'table' | 'now' | 'log'>,
  { hash, incidentId, person }: Link,
): Promise<void> {
  try {
    await once(
      ports,
      lineOf(ports, incidentId, `opened-${hash.slice(0, 16)}`, {
        type: 'LinkOpened',
        person,
        because: `the page behind ${person}’s link was opened in a browser; that is no acknowledgement`,
      }),
    );
  } catch (error) {
    ports.log.error('that a link was opened could not be noted', { error: String(error) });
  }
}
