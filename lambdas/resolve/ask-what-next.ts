import { asking } from '#runtime/ask';
import { awsAsking } from '#runtime/aws-asking';
import { lambda } from '#runtime/lambda';

/** Waits for a decision on how to go on after an exhausted verification. */
export const askWhatNext = asking('what-next');

export const handler = lambda(askWhatNext, awsAsking);
