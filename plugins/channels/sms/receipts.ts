import * as z from 'zod';
import type { Receipted } from '#core/incident/notes';
import { own } from '#core/own';
import type { Receipts } from '../receipts.ts';

/** What End User Messaging puts on the bus for each text (docs.aws.amazon.com/sms-voice, monitor-event-bridge). */
const Event = z.looseObject({
  detail: z.looseObject({
    eventType: z.string(),
    eventTimestamp: z.number(),
    isFinal: z.boolean().default(true),
    messageId: z.string().min(1).max(200),
    messageStatusDescription: z.string().optional(),
    context: z.looseObject({ incidentId: z.string().optional() }).optional().catch(undefined),
  }),
});

/** The service's words for each end (configuration-sets-event-types); what is on its way says nothing, nor does "unknown" after 72 hours. */
const states: Readonly<Record<string, Receipted>> = {
  TEXT_SUCCESSFUL: 'passed-on',
  TEXT_DELIVERED: 'delivered',
  TEXT_INVALID: 'failed',
  TEXT_INVALID_MESSAGE: 'failed',
  TEXT_UNREACHABLE: 'failed',
  TEXT_CARRIER_UNREACHABLE: 'failed',
  TEXT_BLOCKED: 'failed',
  TEXT_CARRIER_BLOCKED: 'failed',
  TEXT_PROTECT_BLOCKED: 'failed',
  TEXT_SPAM: 'failed',
  TEXT_TTL_EXPIRED: 'failed',
};

/** What becomes of a text message. A failure that may still change is none yet. */
export const receipts: Receipts = {
  read(event) {
    const { eventType, eventTimestamp, isFinal, messageId, messageStatusDescription, context } =
      Event.parse(event).detail;
    const state = own(states, eventType);
    if (state === undefined || (state === 'failed' && !isFinal)) return [];
    return [
      {
        providerId: messageId,
        state,
        at: new Date(eventTimestamp).toISOString(),
        ...(state === 'failed' ? { words: messageStatusDescription ?? eventType } : {}),
        ...(context?.incidentId === undefined ? {} : { incident: context.incidentId }),
      },
    ];
  },
};
