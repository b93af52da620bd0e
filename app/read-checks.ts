import type { Measured } from '#core/incident/state';
import type { Pack } from '#core/playbook/pack';
import type { Check } from '#core/playbook/verification';
import { seconds } from '#core/playbook/words';
import type { CheckRequest, Ports } from './ports.ts';

/** Reads named checks of the playbook, side by side. A check without an address is a reading of nothing, with the reason. */
export async function readAll(
  { checks, deployed }: Pick<Ports, 'checks' | 'deployed'>,
  pack: Pack,
  names: string[],
): Promise<Measured[]> {
  return Promise.all(
    names.map(async (name): Promise<Measured> => {
      const check = pack.playbook.checks[name];
      if (check === undefined)
        return { check: name, title: name, value: null, because: `the playbook has no check ${name}` };
      const unit = check.kind === 'http' || check.unit === undefined ? {} : { unit: check.unit };
      const request = requestOf(check, deployed.bases);
      const reading = typeof request === 'string' ? { value: null, because: request } : await checks.read(request);
      return { check: name, title: check.title, ...unit, ...reading };
    }),
  );
}

function requestOf(check: Check, bases: Record<string, string | null>): CheckRequest | string {
  const timeoutMs = seconds(check.timeout) * 1000;
  if (check.kind === 'cloudwatch') {
    const { namespace, metric, dimensions, stat, period } = check;
    return {
      kind: 'cloudwatch',
      metric: { namespace, name: metric, dimensions, stat, periodSeconds: seconds(period) },
      timeoutMs,
    };
  }
  const base = check.kind === 'http' ? (check.base ?? check.service) : check.base;
  const url = bases[base];
  if (url === undefined || url === null) return `no address is deployed for ${base}`;
  return check.kind === 'http'
    ? { kind: 'http', url: `${url.replace(/\/$/, '')}${check.path}`, timeoutMs }
    : { kind: 'promql', url, query: check.query, timeoutMs };
}
