import { asking } from '#runtime/ask';
import { awsAsking } from '#runtime/aws-asking';
import { lambda } from '#runtime/lambda';

/** Waits for a person: to do a manual step, or to say how an action with an unclear outcome ended. */
export const askPerson = asking('step');

export const handler = lambda(askPerson, awsAsking);
