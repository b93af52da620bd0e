import { asking } from '#runtime/ask';
import { awsAsking } from '#runtime/aws-asking';
import { lambda } from '#runtime/lambda';

/** Waits for a mitigation decision: which of the playbook's options to run. */
export const askChoice = asking('choice');

export const handler = lambda(askChoice, awsAsking);
