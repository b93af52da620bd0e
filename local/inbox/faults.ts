import * as z from 'zod';
import { Channel } from './message.ts';
import { json, type WireResponse } from './wire.ts';

const Mode = z.enum(['refuse', 'hang', '500', '429', 'ok-false', 'lost-answer']);
/** How a channel fails, and for how many seconds; without `seconds` until it is mended. */
export const FaultRequest = z.strictObject({
  mode: Mode,
  seconds: z.number().positive().max(604_800).optional(),
});
export type FaultRequest = z.infer<typeof FaultRequest>;
export interface ActiveFault {
  channel: Channel;
  mode: z.infer<typeof Mode>;
  since: string;
  until: string | null;
}

/** Which channels fail now. A fault whose time is over is gone. */
export const faultBoard = (now: () => Date) => {
  const faults = new Map<Channel, ActiveFault>();
  const of = (channel: Channel): ActiveFault | undefined => {
    const fault = faults.get(channel);
    if (fault?.until && Date.parse(fault.until) <= now().getTime()) faults.delete(channel);
    return faults.get(channel);
  };
  return {
    of,
    set(channel: Channel, { mode, seconds }: FaultRequest): ActiveFault {
      const since = now();
      const until = seconds === undefined ? null : new Date(since.getTime() + seconds * 1000).toISOString();
      const fault = { channel, mode, since: since.toISOString(), until };
      faults.set(channel, fault);
      return fault;
    },
    mend: (channel: Channel): boolean => faults.delete(channel),
    all: (): ActiveFault[] => Channel.options.flatMap((channel) => of(channel) ?? []),
  };
};

const awsError = (status: number, type: string, message: string, headers: Record<string, string> = {}) =>
  json(status, { __type: type, message }, { 'x-amzn-errortype': type, ...headers });
const snsError = (status: number, code: string, message: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>`,
});

type Spoken = '500' | '429' | 'ok-false';
const html: Record<string, string> = { 'content-type': 'text/html; charset=utf-8' };
/** The error that each provider itself answers; what says `ok:false` only at Slack is the nearest documented refusal elsewhere. */
const said: Record<Channel, Record<Spoken, (seconds: number) => WireResponse>> = {
  slack: {
    '500': () => ({ status: 500, headers: html, body: '<!doctype html><title>Server Error</title>' }),
    '429': (seconds) => json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) }),
    'ok-false': () => json(200, { ok: false, error: 'fatal_error' }),
  },
  pagerduty: {
    '500': () => json(500, { status: 'error', message: 'Internal Server Error' }),
    '429': (seconds) =>
      json(
        429,
        {
          status: 'throttle exceeded',
          message: 'Requests for this service are arriving too quickly. Please retry later.',
        },
        { 'retry-after': String(seconds) },
      ),
    'ok-false': () =>
      json(400, {
        status: 'invalid event',
        message: 'Event object is invalid',
        errors: ["'routing_key' is not a valid integration key"],
      }),
  },
  email: {
    '500': () => awsError(500, 'InternalServiceErrorException', 'An internal service error occurred.'),
    '429': (seconds) =>
      awsError(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.', { 'retry-after': String(seconds) }),
    'ok-false': () =>
      awsError(400, 'MessageRejected', 'Email address is not verified. The following identities failed the check.'),
  },
  sms: {
    '500': () => awsError(500, 'InternalServerException', 'An internal error occurred.'),
    '429': (seconds) =>
      awsError(400, 'ThrottlingException', 'Rate exceeded.', {
        'retry-after': String(seconds),
      }),
    'ok-false': () =>
      json(
        400,
        {
          __type: 'ConflictException',
          Message: 'The destination phone number has opted out.',
          Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
        },
        { 'x-amzn-errortype': 'ConflictException' },
      ),
  },
  sns: {
    '500': () => snsError(500, 'InternalError', 'Internal error'),
    '429': () => snsError(400, 'Throttling', 'Rate exceeded'),
    'ok-false': () => snsError(403, 'AuthorizationError', 'Not authorized'),
  },
  statuspage: {
    '500': () => json(500, { error: 'Internal Server Error' }),
    '429': (seconds) => json(429, { error: 'Too many requests' }, { 'retry-after': String(seconds) }),
    'ok-false': () => json(422, { error: ['The incident could not be saved'] }),
  },
  webhook: {
    '500': () => json(500, { error: 'Internal Server Error' }),
    '429': (seconds) => json(429, { error: 'Too many requests' }, { 'retry-after': String(seconds) }),
    'ok-false': () => json(400, { error: 'refused' }),
  },
};

/** What the failing channel answers. A client told to wait waits as long as the fault lasts, but at most 30 s. */
export const spoken = (fault: ActiveFault & { mode: Spoken }, now: Date): WireResponse => {
  const left = fault.until === null ? 1 : Math.ceil((Date.parse(fault.until) - now.getTime()) / 1000);
  return said[fault.channel][fault.mode](Math.min(Math.max(left, 1), 30));
};
