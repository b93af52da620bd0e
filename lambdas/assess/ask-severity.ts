import { asking } from '#runtime/ask';
import { awsAsking } from '#runtime/aws-asking';
import { lambda } from '#runtime/lambda';

/** Waits until a person has confirmed or changed the severity. */
export const askSeverity = asking('severity');

export const handler = lambda(askSeverity, awsAsking);
