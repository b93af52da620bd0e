import * as z from 'zod';
import type { Told } from '#app/receipts/told';
import type { Receipts } from '../receipts.ts';

const at = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const mail = z.looseObject({
  messageId: z.string().min(1).max(200),
  tags: z
    .looseObject({ incidentId: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
});
const Text = z.string().optional();

/** What SES puts on the bus for a configuration set (docs.aws.amazon.com/ses, event-publishing-retrieving-sns-contents). */
const Event = z.looseObject({
  time: at,
  detail: z.discriminatedUnion('eventType', [
    z.looseObject({ eventType: z.literal('Delivery'), mail, delivery: z.looseObject({ timestamp: at }) }),
    z.looseObject({
      eventType: z.literal('Bounce'),
      mail,
      bounce: z.looseObject({
        timestamp: at,
        bounceType: z.string(),
        bounceSubType: Text,
        bouncedRecipients: z.array(z.looseObject({ diagnosticCode: Text })).default([]),
      }),
    }),
    z.looseObject({ eventType: z.literal('Complaint'), mail, complaint: z.looseObject({ timestamp: at }) }),
    z.looseObject({ eventType: z.literal('Reject'), mail, reject: z.looseObject({ reason: Text }) }),
  ]),
});

type Detail = z.infer<typeof Event>['detail'];

function told(detail: Detail, time: string): Pick<Told, 'state' | 'at' | 'words'> {
  switch (detail.eventType) {
    case 'Delivery':
      return { state: 'delivered', at: detail.delivery.timestamp };
    case 'Bounce': {
      const { bounceType, bounceSubType, bouncedRecipients, timestamp } = detail.bounce;
      const [first] = bouncedRecipients;
      const words = [bounceType, bounceSubType].filter((word) => word !== undefined).join(', ');
      const because = first?.diagnosticCode === undefined ? '' : `: ${first.diagnosticCode}`;
      return { state: 'failed', at: timestamp, words: `bounced, ${words}${because}` };
    }
    case 'Complaint':
      return { state: 'complained', at: detail.complaint.timestamp };
    case 'Reject':
      return { state: 'failed', at: time, words: `rejected by SES: ${detail.reject.reason ?? 'no reason'}` };
  }
}

/**
 * What becomes of a mail. SES tells of a soft bounce only once it has given up, so every bounce is an end. That one was opened is not asked
 * for: programs open mails too.
 */
export const receipts: Receipts = {
  read(event) {
    const { detail, time } = Event.parse(event);
    const { messageId, tags } = detail.mail;
    const incident = tags?.incidentId?.[0];
    return [{ providerId: messageId, ...told(detail, time), ...(incident === undefined ? {} : { incident }) }];
  },
};
