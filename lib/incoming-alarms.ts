import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { Alarm, CfnAlarm, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Pack } from '#core/playbook/pack';
import type { AlarmName } from './alarm-patterns.ts';
import { DoesNotFit, doesNotFit } from './does-not-fit.ts';
import type { Ingest } from './ingest.ts';
import { ownAlarms } from './own-alarms.ts';
import type { Watches } from './props.ts';
import { ruleAlarms } from './rule-alarms.ts';

/** An alarm's name at its longest (docs.aws.amazon.com/AmazonCloudWatch, PutMetricAlarm), and a stack's (CreateStack of CloudFormation). */
const longest = { name: 255, stack: 128 };
/** Resources of a stack at the most (docs.aws.amazon.com/AWSCloudFormation, cloudformation-limits). */
const mostResources = 500;

/** The alarms that may open incidents, those of the playbook's own rules first, each with what it stands for in the playbook. */
export class IncomingAlarms extends Construct {
  private readonly pack: Pack;
  private readonly ingest: Ingest;
  private readonly alarms: { alarm: IAlarm; name: string; watches: Partial<Watches> }[] = [];

  constructor(product: Construct, id: string, { pack, ingest }: { pack: Pack; ingest: Ingest }) {
    super(product, id);
    this.pack = pack;
    this.ingest = ingest;
    this.node.addValidation({ validate: () => this.tooMany(product) });
    for (const { alarm, watches } of ruleAlarms(product, pack)) this.add(alarm, watches);
  }

  /** Lets an alarm in by EventBridge and, where its actions can be set, by SNS. */
  add(alarm: IAlarm, watches: Watches): void {
    const who = this.admit(alarm, watches);
    if (takesActions(alarm)) {
      const toTopic = { bind: () => ({ alarmActionArn: this.ingest.topic.topicArn }) };
      alarm.addAlarmAction(toTopic);
      alarm.addOkAction(toTopic);
      alarm.addInsufficientDataAction(toTopic);
    } else
      Annotations.of(this).addInfo(
        `${who}: an imported alarm arrives through EventBridge only; add alarmTopic to its actions to receive it through SNS too`,
      );
  }

  /** Lets an alarm in by EventBridge, as what it stands for in the playbook, if that is said; once, however often it is admitted. */
  admit(alarm: IAlarm, watches: Watches | undefined): string {
    const who = `addAlarm(${alarm.node.path})`;
    const known = this.alarms.find((added) => added.alarm === alarm);
    if (known) {
      if (JSON.stringify(known.watches) !== JSON.stringify(routeOf(watches)))
        throw new DoesNotFit(`${who}: the alarm already stands for another service or rule`);
      return who;
    }
    if (watches) this.check(who, watches);

    const name = plainName(alarm) ?? alarm.alarmName;
    if (!Token.isUnresolved(name) && name.startsWith(ownAlarms))
      throw new DoesNotFit(`${who}: '${name}' is one of Tocsin's own alarms, which open no incidents`);
    if (Token.isUnresolved(name) && Stack.of(alarm) !== Stack.of(this))
      throw new DoesNotFit(
        `${who}: only the deployment of another stack will know its name, and both stacks would wait for each other; give it an alarmName`,
      );
    this.alarms.push({ alarm, name, watches: routeOf(watches) });
    this.ingest.admit(Token.isUnresolved(name) ? this.unknown(alarm, name) : { name });
    return who;
  }

  private check(who: string, { service, rule }: Watches): void {
    const { playbook, places } = this.pack;
    const services = Object.keys(playbook.services);
    if (!services.includes(service)) throw doesNotFit(who, 'service', service, services, places['services']);
    const rules = playbook.detection.rules.map(({ id }) => id);
    if (!rules.includes(rule)) throw doesNotFit(who, 'rule', rule, rules, places['detection.rules']);
  }

  /** What the alarms with a known name stand for. */
  named = () => this.routes(false);

  /** The same of alarms whose name only the deployment knows. */
  unnamed = () => this.routes(true);

  /** CloudFormation begins the names that it makes up with the stack's. */
  private unknown(alarm: IAlarm, name: string): AlarmName {
    const { stackName } = Stack.of(alarm);
    const madeUp =
      alarm.node.defaultChild !== undefined && (alarm.node.defaultChild as CfnAlarm).alarmName === undefined;
    const upTo = Token.isUnresolved(stackName) ? longest.stack : stackName.length;
    return { name, upTo: longest.name, ...(madeUp && { begins: { prefix: `${stackName}-`, upTo } }) };
  }

  private tooMany(product: Construct): string[] {
    const stack = Stack.of(this);
    const here = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one) && Stack.of(one) === stack);
    const alarms = here.filter((one) => (one as CfnResource).cfnResourceType === 'AWS::CloudWatch::Alarm');
    return here.length <= mostResources
      ? []
      : [
          `${product.node.path}: ${here.length} resources in the stack '${stack.stackName}', ${alarms.length} of them alarms: CloudFormation takes at most ${mostResources}; put the alarms into stacks of their own, with an alarmName each`,
        ];
  }

  private routes(unresolved: boolean) {
    const chosen = this.alarms.filter(({ name }) => Token.isUnresolved(name) === unresolved);
    return Object.fromEntries(chosen.map(({ name, watches }) => [name, watches]));
  }
}

const routeOf = (watches: Watches | undefined): Partial<Watches> =>
  watches === undefined ? {} : { service: watches.service, rule: watches.rule };

/** The name that the app itself gave to an alarm; undefined where the deployment makes it up. */
const plainName = (alarm: IAlarm) => {
  const name = (alarm.node.defaultChild as CfnAlarm | undefined)?.alarmName;
  return name !== undefined && !Token.isUnresolved(name) ? name : undefined;
};

/** Asked by shape and not by class: an app may hold another copy of the CDK than this package. */
const takesActions = (alarm: IAlarm): alarm is Alarm => 'addAlarmAction' in alarm;
