import { linkOf, TOKEN_LENGTH } from '#core/message/link';
import type { Finding } from './finding.ts';

/** A longer address is broken by mail programs that wrap at 76 characters, and costs an SMS half its text. */
const MOST = 70;

/** How long a personal link below a base address is. */
export const linkLength = (base: string): number => linkOf(base.replace(/\/$/, ''), 'x'.repeat(TOKEN_LENGTH)).length;

/** Whether personal links are short enough to survive a mail program. */
export function linkFinding(base: string): Finding {
  const length = linkLength(base);
  const what = `links in pages have ${length} characters, of ${MOST} at most`;
  if (length <= MOST) return { of: 'links', what, state: 'ok' };
  return {
    of: 'links',
    what,
    state: 'missing',
    cure: 'give the API a custom domain, such as oncall.example.com',
    takes: 'an hour, with the certificate and the DNS record',
  };
}
