import { createHash } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Fired } from './alarms.ts';
import { atEngine } from './engine-credentials.ts';

interface When {
  began: Date;
  /** It has ended then. */
  over?: Date;
}

/** One alert as Alertmanager's webhook tells of it. */
export function notificationOf({ rule, service, value, summary = rule.title }: Fired, { began, over }: When): object {
  const labels = { alertname: rule.id, rule: rule.id, service, severity: rule.severity };
  const status = over === undefined ? 'firing' : 'resolved';
  const annotations = { summary, ...(value === undefined ? {} : { value: String(value) }) };
  const alert = {
    status,
    labels,
    annotations,
    startsAt: began.toISOString(),
    endsAt: over?.toISOString() ?? '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: createHash('sha256').update(JSON.stringify(labels)).digest('hex').slice(0, 16),
  };
  return {
    version: '4',
    groupKey: `{}:{service="${service}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'tocsin',
    groupLabels: { service },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: '',
    alerts: [alert],
  };
}

/** Posts one alert as Alertmanager would, with the source's secret. */
export async function postAlert(
  { engineUrl, apiUrl }: { engineUrl: string; apiUrl: string },
  fired: Fired,
  when: When,
): Promise<void> {
  const answer = await fetch(`${apiUrl}/v1/signals/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await secretOf(engineUrl)}`, 'content-type': 'application/json' },
    body: JSON.stringify(notificationOf(fired, when)),
    signal: AbortSignal.timeout(15_000),
  });
  if (!answer.ok)
    throw new Error(`POST /v1/signals/alertmanager: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
}

async function secretOf(engineUrl: string): Promise<string> {
  const client = new SecretsManagerClient(atEngine(engineUrl));
  const { SecretString = '' } = await client.send(
    new GetSecretValueCommand({ SecretId: 'tocsin/sources/alertmanager' }),
  );
  client.destroy();
  return SecretString;
}
