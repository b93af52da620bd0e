import { StateFailure } from '#simulator/asl/failure';

/** The most bytes of JSON that an input, output, result or assignment may have. */
export const maxPayloadBytes = 262_144;

export const jsonOf = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** A copy as it comes out of the wire: what is no JSON is gone, and nothing is shared. */
export const overTheWire = (value: unknown): unknown => JSON.parse(jsonOf(value));

export const tooLarge = (json: string): boolean =>
  // one UTF-16 unit is at most three bytes: short texts need no counting
  json.length * 3 > maxPayloadBytes && Buffer.byteLength(json) > maxPayloadBytes;

/** Bytes left of so many once a value is written as JSON, which takes at most six for each unit of a text; none is left as soon as they may be spent. */
function left(value: unknown, bytes: number): number {
  if (typeof value === 'string') return bytes - 6 * value.length - 2;
  if (typeof value !== 'object' || value === null) return bytes - 25;
  if ('toJSON' in value) return 0;
  let rest = bytes - 2;
  for (const name of Object.keys(value)) {
    rest = left((value as Record<string, unknown>)[name], rest - 6 * name.length - 4);
    if (rest <= 0) return 0;
  }
  return rest;
}

/** Throws States.DataLimitExceeded when a value is too large to travel between states. */
export function limit(value: unknown, what: string): void {
  // what is small, as nearly all is, is not written to know it
  if (left(value, maxPayloadBytes) > 0) return;
  if (tooLarge(jsonOf(value))) {
    throw new StateFailure('States.DataLimitExceeded', `${what} exceeds the maximum of ${maxPayloadBytes} bytes.`);
  }
}
