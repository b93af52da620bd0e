import { asking } from '#runtime/ask';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';

/** Waits for a step by hand, or for a word on an action whose outcome is unclear. */
export const askPerson = asking('step');

export const handler = lambda(askPerson, aws);
