import { asking } from '#runtime/ask';
import { awsAsking } from '#runtime/aws-asking';
import { lambda } from '#runtime/lambda';

/** Waits until a person has published the review. */
export const awaitReview = asking('review');

export const handler = lambda(awaitReview, awsAsking);
