import type { Json } from '#core/json';
import type { Act } from './mitigation.ts';

/** What an action will do, as its runbook says it, but for how the call says who it is: `http: base operations, path /actions/restart; deployment first-failed`. */
export function inFull({ kind, parameters, ...entry }: Act): string {
  const { auth: _, ca: __, ...shown } = entry;
  const parts = [shown, parameters].map((fields) =>
    Object.entries(fields)
      .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value as Json)}`)
      .join(', '),
  );
  return `${kind}: ${parts.filter((part) => part !== '').join('; ')}`;
}
