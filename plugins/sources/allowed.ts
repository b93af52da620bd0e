import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import type { Rule } from '#core/playbook/schema';

/** What may open incidents: alarms by name, or by the prefix `<prefix><service>--<rule>`; and the words of the playbook that signals are read by. */
export interface Allowed {
  alarms: Readonly<Record<string, { service?: string | undefined; rule?: string | undefined }>>;
  alarmPrefix?: string;
  /** Lets in alarms of any name: for the simulator, where nobody can open anything real. */
  anyName?: boolean;
  services: readonly string[];
  rules: readonly string[];
  /** What the rules say of signals that name none, and of what is only counted. */
  ruleWords?: readonly Pick<Rule, 'id' | 'matches' | 'threshold'>[];
}

/** What a playbook allows, with what the deployment adds to it. */
export const allowedBy = (
  { playbook }: Pack,
  { alarms, alarmPrefix, anyName }: Pick<Allowed, 'alarms' | 'anyName'> & { alarmPrefix?: string | undefined },
): Allowed => ({
  alarms,
  ...(alarmPrefix === undefined ? {} : { alarmPrefix }),
  ...(anyName === undefined ? {} : { anyName }),
  services: Object.keys(playbook.services),
  rules: playbook.detection.rules.map(({ id }) => id),
  ruleWords: playbook.detection.rules,
});

/** What an alarm of this name watches, as far as that is known; undefined for a name that may open nothing. */
export function watchedBy(
  name: string,
  allowed: Allowed,
): { service?: string | undefined; rule?: string | undefined } | undefined {
  return own(allowed.alarms, name) ?? byPrefix(name, allowed);
}

function byPrefix(
  name: string,
  { alarmPrefix, anyName, services, rules }: Allowed,
): { service?: string; rule?: string } | undefined {
  if (anyName !== true && (alarmPrefix === undefined || alarmPrefix === '' || !name.startsWith(alarmPrefix)))
    return undefined;
  const [service = '', rule = ''] = name.slice(alarmPrefix?.length ?? 0).split('--');
  return { ...(services.includes(service) ? { service } : {}), ...(rules.includes(rule) ? { rule } : {}) };
}
