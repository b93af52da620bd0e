import * as z from 'zod';

/** `2026-03-11T14:02:00.000+0000`, as CloudWatch writes it, or any ISO instant, as an ISO instant of UTC. */
export const timeOf = (text: string): string | undefined => {
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};
const AlarmTime = z.string().transform((text, c) => {
  const at = timeOf(text);
  if (at !== undefined) return at;
  c.addIssue({ code: 'custom', message: `${text} is not a time, expected the form 2026-03-11T14:02:00.000+0000` });
  return z.NEVER;
});
const StateValue = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

/** What CloudWatch may leave out, or spell as null as its SNS messages do. */
const maybe = <S extends z.ZodType>(schema: S) => schema.nullish().transform((said) => said ?? undefined);
const words = maybe(z.string()).transform((said) => said ?? '');

/** One series of an alarm over many. */
const Attributes = maybe(z.record(z.string(), z.coerce.string())).transform((said) => said ?? {});
const Contributor = z.object({ id: z.string().min(1), attributes: Attributes });

/** What EventBridge and an alarm's Lambda action call the alarm (CloudWatch documentation, alarm events). */
export const Detail = z.object({
  alarmName: z.string().min(1),
  alarmContributor: maybe(Contributor),
  state: z.object({
    value: StateValue,
    reason: words,
    reasonData: maybe(z.string()),
    timestamp: AlarmTime,
    actionsSuppressedBy: maybe(z.string()),
    actionsSuppressedReason: maybe(z.string()),
  }),
  muteDetail: z.object({ mutedByArn: words, muteWindowEnd: maybe(z.string()) }).nullish(),
});
export type Detail = z.infer<typeof Detail>;

/** EventBridge, for an alarm and for one contributor of it. */
export const BusEvent = z
  .object({
    source: z.literal('aws.cloudwatch'),
    'detail-type': z.enum(['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change']),
    resources: z.array(z.string()).min(1),
    detail: Detail,
  })
  .refine((event) => event['detail-type'] === 'CloudWatch Alarm State Change' || event.detail.alarmContributor, {
    path: ['detail', 'alarmContributor'],
    message: 'expected in a change of a contributor',
  });

/** What an alarm action invokes a function with. */
export const LambdaAction = z.object({ alarmArn: z.string().min(1), alarmData: Detail });

/** What an alarm action sends through SNS: as the text of the message, or as it is where the subscription delivers raw messages. */
export const TopicMessage = z.object({
  AlarmName: z.string().min(1),
  AlarmArn: maybe(z.string().min(1)),
  AWSAccountId: maybe(z.string().min(1)),
  AlarmContributorId: maybe(z.string().min(1)),
  AlarmContributorAttributes: Attributes,
  NewStateValue: StateValue,
  NewStateReason: words,
  NewStateReasonData: maybe(z.string()),
  StateChangeTime: AlarmTime,
});
export type TopicMessage = z.infer<typeof TopicMessage>;

/** SNS, unless the subscription delivers raw messages. */
export const Envelope = z.object({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() });
