import { MOST_DELAY_SECONDS } from '#app/ports';

/** Throws `RangeError` for a delay that SQS refuses: it takes whole seconds, up to a quarter of an hour. */
export function checkDelay(seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MOST_DELAY_SECONDS)
    throw new RangeError(`a delay of ${seconds} s: SQS takes whole seconds from 0 to ${MOST_DELAY_SECONDS}`);
}
