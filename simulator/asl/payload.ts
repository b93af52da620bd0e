import { StateFailure } from '#simulator/asl/failure';

/** The most bytes of JSON that an input, output, result or assignment may have. */
export const maxPayloadBytes = 262_144;

export const jsonOf = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** A copy as it comes out of the wire: what is no JSON is gone, and nothing is shared. */
export const overTheWire = (value: unknown): unknown => JSON.parse(jsonOf(value));

export const tooLarge = (json: string): boolean =>
  // one UTF-16 unit is at most three bytes: short texts need no counting
  json.length * 3 > maxPayloadBytes && Buffer.byteLength(json) > maxPayloadBytes;

/** Throws States.DataLimitExceeded when a value is too large to travel between states. */
export function limit(value: unknown, what: string): void {
  if (tooLarge(jsonOf(value))) {
    throw new StateFailure('States.DataLimitExceeded', `${what} exceeds the maximum of ${maxPayloadBytes} bytes.`);
  }
}
