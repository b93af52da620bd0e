import { asking } from '#runtime/ask';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';

/** Waits until a person has confirmed or changed the severity. */
export const askSeverity = asking('severity');

export const handler = lambda(askSeverity, aws);
