import { asking } from '#runtime/ask';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';

/** Waits until a person has chosen how to mend it. */
export const askChoice = asking('choice');

export const handler = lambda(askChoice, aws);
