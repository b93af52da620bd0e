import type { Probed } from '#app/ports';
import type { Finding } from './finding.ts';

/** What a reading of each check says of the way to it. */
export const checkFindings = (probed: readonly Probed[]): Finding[] =>
  probed.map(({ check, title, value, because, cure }): Finding => {
    const of = `check ${check}`;
    if (value !== null) return { of, what: `${title}: ${because}`, state: 'ok' };
    const what = `${title} could not be read: ${because}`;
    // an answer that measures nothing may be right: no sample where nothing fails
    return cure === undefined ? { of, what, state: 'unknown' } : { of, what, state: 'missing', cure, takes: 'minutes' };
  });
