import { own } from '#core/own';

/** What may open incidents: alarms by name, or by the prefix `<prefix><service>--<rule>`. */
export interface Allowed {
  alarms: Readonly<Record<string, { service?: string | undefined; rule?: string | undefined }>>;
  alarmPrefix?: string;
  /** Lets in alarms of any name: for the simulator, where nobody can open anything real. */
  anyName?: boolean;
  services: readonly string[];
  rules: readonly string[];
}

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
