import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { parsedJson } from '#core/json';
import { faultsOf } from '#plugins/entry';
import { BusEvent, Detail, Envelope, LambdaAction, TopicMessage, timeOf } from './forms.ts';

/** By what an alarm is known before anything of it is checked. */
const Outer = z.object({ source: z.literal('aws.cloudwatch') });
const Invoked = Outer.extend({ alarmData: z.looseObject({}) });
const Named = z.object({ AlarmName: z.string() }).or(z.object({ NewStateValue: z.string() }));
const isNamed = (value: unknown) => Named.safeParse(value).success;

/** An alarm's change of state, whichever way it came. */
export interface Change {
  name: string;
  arn: string;
  contributor?: Detail['alarmContributor'];
  value: Detail['state']['value'];
  reason: string;
  data: string | undefined;
  at: string;
  /** Who keeps the alarm's actions from happening, and until when. */
  suppressed?: string | undefined;
}

/** An alarm's change of state by its outer form; `changeOf` then says what is wrong inside. */
export function isAlarm(body: unknown): boolean {
  if (Outer.safeParse(body).success || isNamed(body)) return true;
  const envelope = Envelope.safeParse(body);
  return envelope.success && isNamed(parsedJson(envelope.data.Message));
}

/** Reads a change from EventBridge, SNS in its envelope or raw, or an alarm's Lambda action. Throws `InvalidInput` that names every wrong field. */
export function changeOf(body: unknown): Change {
  const envelope = Envelope.safeParse(body);
  if (envelope.success) {
    const { TopicArn, Message } = envelope.data;
    return ofMessage(parsed(TopicMessage, parsedJson(Message), 'Message'), TopicArn);
  }
  if (isNamed(body)) return ofMessage(parsed(TopicMessage, body, 'message'));
  if (Invoked.safeParse(body).success) {
    const { alarmArn, alarmData } = parsed(LambdaAction, body, 'event');
    return ofDetail(alarmArn, alarmData);
  }
  const { resources, detail } = parsed(BusEvent, body, 'event');
  return ofDetail(resources[0] ?? '', detail);
}

function ofDetail(arn: string, detail: Detail): Change {
  const { value, reason, reasonData: data, timestamp: at } = detail.state;
  const suppressed = suppressionOf(detail);
  return { name: detail.alarmName, arn, contributor: detail.alarmContributor, value, reason, data, at, suppressed };
}

function ofMessage(m: TopicMessage, topicArn?: string): Change {
  const { AlarmContributorId: id, AlarmContributorAttributes: attributes } = m;
  return {
    name: m.AlarmName,
    arn: m.AlarmArn ?? arnFrom(topicArn, m),
    contributor: id === undefined ? undefined : { id, attributes },
    value: m.NewStateValue,
    reason: m.NewStateReason,
    data: m.NewStateReasonData,
    at: m.StateChangeTime,
  };
}

/** An alarm acts on topics of its own Region, so the topic says where it lives when the message does not (the local engine's). */
function arnFrom(topicArn: string | undefined, { AlarmName, AWSAccountId }: TopicMessage): string {
  if (topicArn === undefined) throw new InvalidInput('message: AlarmArn: expected where no envelope names the topic');
  const [, partition = 'aws', , region = '', account = ''] = topicArn.split(':');
  return `arn:${partition}:cloudwatch:${region}:${AWSAccountId ?? account}:alarm:${AlarmName}`;
}

function suppressionOf({ state, muteDetail }: Detail): string | undefined {
  const { actionsSuppressedBy: by, actionsSuppressedReason: why } = state;
  const words: string[] = [];
  if (by !== undefined) words.push(why ?? `Actions suppressed by ${by}`);
  if (muteDetail) {
    const { mutedByArn, muteWindowEnd: end } = muteDetail;
    const rule = mutedByArn.replace(/^.*:alarm-mute-rule:/, '');
    words.push(`Muted${rule === '' ? '' : ` by ${rule}`}${end === undefined ? '' : ` until ${timeOf(end) ?? end}`}`);
  }
  return words.length === 0 ? undefined : words.join('; ');
}

function parsed<S extends z.ZodType>(schema: S, value: unknown, what: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidInput(`${what}: ${faultsOf(result.error)}`);
}
