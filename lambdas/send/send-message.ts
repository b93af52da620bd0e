import { sendMessage } from '#app/outbox/send-message';
import { awsSending } from '#runtime/aws-sending';
import { consumer } from '#runtime/lambda';

export const handler = consumer(sendMessage, awsSending);
