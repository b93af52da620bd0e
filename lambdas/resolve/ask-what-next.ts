import { asking } from '#runtime/ask';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';

/** Waits for a word on a verification that is exhausted. */
export const askWhatNext = asking('what-next');

export const handler = lambda(askWhatNext, aws);
