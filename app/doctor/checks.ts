import type { Probed } from '#app/ports';
import { accessesOf, secretsOf } from '#core/playbook/access';
import type { Pack } from '#core/playbook/pack';
import type { Finding } from './finding.ts';

/** What a reading of each check says of the way to it. */
export const checkFindings = (probed: readonly Probed[]): Finding[] =>
  probed.map(({ check, title, value, because, cure, text }): Finding => {
    const of = `check ${check}`;
    if (value !== null || text !== undefined) return { of, what: `${title}: ${because}`, state: 'ok' };
    const what = `${title} could not be read: ${because}`;
    // an answer that measures nothing may be right: no sample where nothing fails
    return cure === undefined ? { of, what, state: 'unknown' } : { of, what, state: 'missing', cure, takes: 'minutes' };
  });

/** The secrets that calls name and that nobody here has tried: of actions, which are not run to see, and of checks where there is no deployment to read them. */
export function namedSecrets(pack: Pack, prefix: string, isDeployed: boolean): Finding[] {
  return (['check', 'action'] as const).flatMap((of): Finding[] => {
    if (of === 'check' && isDeployed) return [];
    const accesses = accessesOf(pack).filter((access) => access.of === of);
    const names = [...new Set(accesses.flatMap(secretsOf))].map((name) => `${prefix}${of}s/${name}`);
    if (names.length === 0) return [];
    const cure = 'make those that are missing, each a secret of its own in Secrets Manager; no deployment is needed';
    return [{ of: `${of}s`, what: `secrets: ${names.join(', ')}`, state: 'unknown', cure, takes: 'minutes' }];
  });
}
