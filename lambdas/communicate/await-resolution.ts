import { asking } from '#runtime/ask';
import { awsAsking } from '#runtime/aws-asking';
import { lambda } from '#runtime/lambda';

/** Waits until the incident is resolved. */
export const awaitResolution = asking('resolution');

export const handler = lambda(awaitResolution, awsAsking);
