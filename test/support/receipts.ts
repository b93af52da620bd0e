/** What End User Messaging puts on the bus when the state of a text changes, as its documentation shows it. */
export const smsEvent = (
  messageId: string,
  eventType: string,
  detail: Record<string, unknown> = {},
): Record<string, unknown> => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'Text Message Delivery Status Updated',
  source: 'aws.sms-voice',
  account: '111122223333',
  time: '2026-03-11T14:03:08Z',
  region: 'us-east-1',
  resources: [],
  detail: {
    eventType,
    eventVersion: '1.0',
    eventTimestamp: Date.parse('2026-03-11T14:03:08.377Z'),
    isFinal: true,
    originationPhoneNumber: '+18445550123',
    isoCountryCode: 'US',
    messageId,
    messageRequestTimestamp: Date.parse('2026-03-11T14:03:07.978Z'),
    messageEncoding: 'GSM',
    messageType: 'TRANSACTIONAL',
    messageStatus: eventType.replace('TEXT_', ''),
    messageStatusDescription: 'Phone is currently unreachable/unavailable',
    totalMessageParts: 1,
    totalMessagePrice: 0.00581,
    totalCarrierFee: 0.003,
    ...detail,
  },
});

/** What SES puts on the bus for a mail of a configuration set, as its documentation shows it. */
export const mailEvent = (
  messageId: string,
  type: 'Email Delivered' | 'Email Bounced' | 'Email Complaint Received' | 'Email Rejected',
  detail: Record<string, unknown>,
): Record<string, unknown> => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': type,
  source: 'aws.ses',
  account: '111122223333',
  time: '2026-03-11T14:03:09Z',
  region: 'us-east-1',
  resources: ['arn:aws:ses:us-east-1:111122223333:configuration-set/pages'],
  detail: {
    mail: {
      timestamp: '2026-03-11T14:03:07.000Z',
      source: 'tocsin@example.com',
      messageId,
      destination: ['dana@tracktion.example'],
      tags: { 'ses:configuration-set': ['pages'], kind: ['page'] },
    },
    ...detail,
  },
});

export const delivered = { eventType: 'Delivery', delivery: { timestamp: '2026-03-11T14:03:09.120Z' } };
export const bounced = {
  eventType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    timestamp: '2026-03-11T14:03:09.120Z',
    bouncedRecipients: [{ emailAddress: 'dana@tracktion.example', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }],
  },
};
