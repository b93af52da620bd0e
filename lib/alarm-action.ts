import type { AlarmActionConfig, IAlarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { IncidentResponse } from './incident-response.ts';
import type { Watches } from './props.ts';

/**
 * Makes an alarm open incidents, in CDK's own words: `alarm.addAlarmAction(new TocsinAlarmAction(tocsin, { service, rule }))`.
 * The alarm publishes to `tocsin.alarmTopic`, and its changes of state, recovery too, come through EventBridge as well; an alarm that arrives
 * by both is one signal. Without `watches` the incident is rated by the playbook's `detection.otherwise`.
 *
 * One statement of the topic's policy lets all alarms of the account publish (`aws:SourceAccount`, and `aws:SourceArn` of its alarms), so
 * the number of alarms is not bound by the size of a policy. An alarm of another account needs its account in `alarmAccounts`.
 *
 * Naming the action of an alarm throws `DoesNotFit` where the playbook lacks the service or the rule, or the alarm is one of Tocsin's own.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class TocsinAlarmAction implements IAlarmAction {
  private readonly tocsin: IncidentResponse;
  private readonly watches: Watches | undefined;

  constructor(tocsin: IncidentResponse, watches?: Watches) {
    this.tocsin = tocsin;
    this.watches = watches;
  }

  /** Called by the CDK: registers the alarm and returns the topic that it publishes to. */
  bind(_scope: Construct, alarm: IAlarm): AlarmActionConfig {
    return { alarmActionArn: this.tocsin.admitAlarm(alarm, this.watches) };
  }
}
