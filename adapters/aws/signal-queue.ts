import { SQSClient } from '@aws-sdk/client-sqs';
import { settings } from '#adapters/aws/environment';
import { sdk } from '#adapters/aws/sdk';
import type { SignalQueue } from '#app/ports';
import { putAll } from './put-all.ts';

/** The queue of signals, on SQS: a thousand of a storm are in it within a second. Throws as the queues of work do. */
export const sqsSignals = ({ client, url }: { client: SQSClient; url: string }): SignalQueue => ({
  put: (bodies) => putAll(client, { name: 'signals', url }, bodies, { atOnce: 10 }),
});

/** The queue of signals that this handler's environment names. */
export const signalQueue = (): SignalQueue =>
  sqsSignals({ client: new SQSClient(sdk), url: settings('signals').SIGNAL_QUEUE_URL });
