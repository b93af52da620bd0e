import { problem, type WireResponse } from './wire.ts';

/** The answer of an address where there is nothing. */
export const notFound = (): WireResponse =>
  problem(404, 'Not found', [{ path: '', message: 'there is nothing at this address' }]);

/** The answer to a method that an address does not know; `allow` lists those that it does. */
export const notAllowed = (allow: string): WireResponse => ({
  ...problem(405, 'Method not allowed'),
  headers: { allow, 'content-type': 'application/problem+json' },
});
