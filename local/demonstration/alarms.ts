import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
  type SetAlarmStateCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { Rule } from '#core/playbook/schema';
import { atEngine } from './engine-credentials.ts';

/** An alarm of a rule for a service, and what it measures. */
export interface Fired {
  rule: Rule;
  service: string;
  value?: number | undefined;
  summary?: string | undefined;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Sets the stack's alarms of a rule for a service as their metric would: first OK, then over the threshold. Those of a higher value fire beside it. */
export async function fireAlarms(engineUrl: string, { rule, service, value, summary }: Fired): Promise<void> {
  const names = await alarmsOf(engineUrl, rule, service, value);
  for (const name of names) await setState(engineUrl, okOf(name));
  await pause(300);
  for (const name of names) await setState(engineUrl, alarmOf(name, rule, value, summary));
}

/** Sets all the stack's alarms of a rule for a service to OK. */
export async function recoverAlarms(engineUrl: string, { rule, service }: Fired): Promise<void> {
  for (const name of await alarmsOf(engineUrl, rule, service, Number.POSITIVE_INFINITY))
    await setState(engineUrl, okOf(name));
}

/** Names of the alarms: the sample of an app, or those that the rule itself asks for. */
async function alarmsOf(engineUrl: string, rule: Rule, service: string, value = 0): Promise<string[]> {
  const client = new CloudWatchClient(atEngine(engineUrl));
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
  client.destroy();
  const behind = ['', ...rule.higher.filter(({ above }) => value > above).map(({ above }) => `-above-${above}`)];
  const endings = [...behind.map((one) => `${service}--${rule.id}${one}`), `-${service}-${rule.id}`];
  const names = MetricAlarms.flatMap(({ AlarmName = '' }) =>
    endings.some((end) => AlarmName.endsWith(end)) ? [AlarmName] : [],
  );
  if (names.length === 0) throw new Error(`the stack has no alarm of ${rule.id} for ${service}`);
  return names;
}

function alarmOf(AlarmName: string, { threshold }: Rule, value: number | undefined, summary = 'Threshold Crossed') {
  const limit = threshold?.above ?? threshold?.below ?? 0;
  const side = threshold?.below === undefined ? 'greater' : 'less';
  const measured =
    value === undefined
      ? {}
      : {
          StateReasonData: JSON.stringify({
            version: '1.0',
            startDate: new Date(Date.now() - 300_000).toISOString().replace('Z', '+0000'),
            statistic: 'Maximum',
            period: 60,
            recentDatapoints: [value, value],
            threshold: limit,
          }),
        };
  const points =
    value === undefined ? [] : [value, value].map((one) => (Number.isInteger(one) ? `${one}.0` : String(one)));
  const because =
    value === undefined
      ? ''
      : `: 5 datapoints were ${side} than the threshold (${limit.toFixed(1)}). The most recent datapoints: [${points.join(', ')}].`;
  return { AlarmName, StateValue: 'ALARM', StateReason: `${summary}${because}`, ...measured } as const;
}

const okOf = (AlarmName: string) =>
  ({ AlarmName, StateValue: 'OK', StateReason: 'Threshold Crossed: no datapoints were over the threshold' }) as const;

async function setState(engineUrl: string, input: SetAlarmStateCommandInput): Promise<void> {
  const cloudwatch = new CloudWatchClient(atEngine(engineUrl));
  await cloudwatch.send(new SetAlarmStateCommand(input));
  cloudwatch.destroy();
}
