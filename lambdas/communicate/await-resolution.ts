import { asking } from '#runtime/ask';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';

/** Waits until the incident is resolved. */
export const awaitResolution = asking('resolution');

export const handler = lambda(awaitResolution, aws);
