import { sendPage } from '#app/outbox/send-page';
import { awsSending } from '#runtime/aws-sending';
import { consumer } from '#runtime/lambda';

export const handler = consumer(sendPage, awsSending);
