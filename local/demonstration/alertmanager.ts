import { createHash } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Fired } from './alarms.ts';
import { atEngine } from './engine-credentials.ts';

/** Posts one alert as Alertmanager would, by its webhook with the source's secret; with `over` it has ended. */
export async function postAlert(
  { engineUrl, apiUrl }: { engineUrl: string; apiUrl: string },
  { rule, service, value, summary = rule.title }: Fired,
  { began, over = false }: { began: Date; over?: boolean },
): Promise<void> {
  const labels = { alertname: rule.id, rule: rule.id, service, severity: rule.severity };
  const alert = {
    status: over ? 'resolved' : 'firing',
    labels,
    annotations: { summary, ...(value === undefined ? {} : { value: String(value) }) },
    startsAt: began.toISOString(),
    endsAt: over ? new Date().toISOString() : '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: createHash('sha256').update(JSON.stringify(labels)).digest('hex').slice(0, 16),
  };
  const body = {
    version: '4',
    groupKey: `{}:{service="${service}"}`,
    truncatedAlerts: 0,
    status: alert.status,
    receiver: 'tocsin',
    groupLabels: { service },
    commonLabels: labels,
    commonAnnotations: alert.annotations,
    externalURL: '',
    alerts: [alert],
  };
  const answer = await fetch(`${apiUrl}/v1/signals/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await secretOf(engineUrl)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
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
