import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import { parsedJson } from '#core/json';
import { type Allowed, watchedBy } from '../allowed.ts';

const StateValue = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
/** `2026-03-11T14:02:00.000+0000`, as CloudWatch writes it, or any ISO instant, as an ISO instant of UTC. */
const timeOf = (text: string): string | undefined => {
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};
const AlarmTime = z.string().transform((text, c) => {
  const at = timeOf(text);
  if (at !== undefined) return at;
  c.addIssue({ code: 'custom', message: `${text} is not a time, expected the form 2026-03-11T14:02:00.000+0000` });
  return z.NEVER;
});

/** EventBridge, detail-type "CloudWatch Alarm State Change" (CloudWatch documentation, alarm events). */
const BusEvent = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  resources: z.array(z.string()).min(1),
  detail: z.object({
    alarmName: z.string().min(1),
    state: z.object({
      value: StateValue,
      reason: z.string().default(''),
      reasonData: z.string().optional(),
      timestamp: AlarmTime,
    }),
  }),
});

/** What an alarm action sends through SNS, as the text of the message. */
const TopicMessage = z.object({
  AlarmName: z.string().min(1),
  AlarmArn: z.string().min(1).optional(),
  AWSAccountId: z.string().min(1).optional(),
  NewStateValue: StateValue,
  NewStateReason: z.string().default(''),
  NewStateReasonData: z.string().optional(),
  StateChangeTime: AlarmTime,
});
const Envelope = z.object({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() });

/** By what an alarm is known before anything of it is checked. */
const Outer = z.object({ source: z.literal('aws.cloudwatch') });
const Named = z.object({ AlarmName: z.string() }).or(z.object({ NewStateValue: z.string() }));

const ReasonData = z.object({
  startDate: z.string().optional(),
  recentDatapoints: z.array(z.number().nullable()).optional(),
  evaluatedDatapoints: z.array(z.object({ value: z.number().optional() })).optional(),
});

/** An alarm's change of state, or an alarm action's message in its envelope; `alarmSignals` then says what is wrong inside. */
export function isAlarm(body: unknown): boolean {
  if (Outer.safeParse(body).success) return true;
  const envelope = Envelope.safeParse(body);
  return envelope.success && Named.safeParse(parsedJson(envelope.data.Message)).success;
}

/**
 * A CloudWatch alarm, by EventBridge or by SNS, as a signal; none for an alarm that may open nothing. Throws `InvalidInput` that names
 * every wrong field. The value is that of reasonData, else the number in the reason.
 */
export function alarmSignals(body: unknown, allowed: Allowed): Signal[] {
  const change = read(body);
  const watched = watchedBy(change.name, allowed);
  if (watched === undefined) return [];
  const data = reasonData(change.data);
  const value =
    data?.recentDatapoints?.findLast((v) => v !== null) ??
    data?.evaluatedDatapoints?.[0]?.value ??
    numberIn(change.reason);
  const state = { OK: 'recovered', ALARM: 'firing', INSUFFICIENT_DATA: 'unknown' } as const;
  const began = data?.startDate === undefined ? undefined : timeOf(data.startDate);
  const signal: Signal = {
    source: 'cloudwatch',
    key: change.arn,
    state: state[change.value],
    at: change.at,
    ...(began === undefined ? {} : { began }),
    title: change.name,
    ...watched,
    ...(value === undefined || value === null ? {} : { value }),
    summary: change.reason.slice(0, 1023),
  };
  return [signal];
}

interface Change {
  name: string;
  arn: string;
  value: z.infer<typeof StateValue>;
  reason: string;
  data: string | undefined;
  at: string;
}

function read(body: unknown): Change {
  const envelope = Envelope.safeParse(body);
  if (envelope.success) {
    const m = parsed(TopicMessage, parsedJson(envelope.data.Message), 'Message');
    return {
      name: m.AlarmName,
      arn: m.AlarmArn ?? arnFrom(envelope.data.TopicArn, m),
      value: m.NewStateValue,
      reason: m.NewStateReason,
      data: m.NewStateReasonData,
      at: m.StateChangeTime,
    };
  }
  const { resources, detail } = parsed(BusEvent, body, 'event');
  const { value, reason, reasonData: data, timestamp } = detail.state;
  return { name: detail.alarmName, arn: resources[0] ?? '', value, reason, data, at: timestamp };
}

/** An alarm acts on topics of its own Region, so the topic says where it lives when the message does not (the local engine's). */
function arnFrom(topicArn: string, { AlarmName, AWSAccountId }: z.infer<typeof TopicMessage>): string {
  const [, partition = 'aws', , region = '', account = ''] = topicArn.split(':');
  return `arn:${partition}:cloudwatch:${region}:${AWSAccountId ?? account}:alarm:${AlarmName}`;
}

function parsed<S extends z.ZodType>(schema: S, value: unknown, what: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidInput(
    `${what}: ${result.error.issues.map((i) => `${i.path.join('.') || '(root)'}: ${i.message}`).join('; ')}`,
  );
}

/** reasonData comes from AWS as JSON text; an alarm set by hand may carry anything, which is then no data. */
function reasonData(text: string | undefined): z.infer<typeof ReasonData> | undefined {
  return text === undefined ? undefined : ReasonData.safeParse(parsedJson(text)).data;
}

/** `[23.0 (11/03/26 14:01:00)]` in AWS's own words, else the first number that is not part of a word. */
function numberIn(reason: string): number | undefined {
  const datapoint =
    /\[(-?\d+(?:\.\d+)?)/.exec(reason)?.[1] ??
    /(?:^|[\s:=])(-?\d+(?:\.\d+)?)(?=\s*(?:%|ms|s\b|,|;|$|\s))/.exec(reason)?.[1];
  return datapoint === undefined ? undefined : Number(datapoint);
}
