import { asking } from '#runtime/ask';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';

/** Waits until a person has published the review. */
export const awaitReview = asking('review');

export const handler = lambda(awaitReview, aws);
