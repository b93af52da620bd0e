import { problem, type WireResponse } from './wire.ts';

/** 404 with what there is none of. */
export const notFound = (message = 'there is nothing at this address'): WireResponse =>
  problem(404, 'Not found', [{ path: '', message }]);
/** 405 with the methods that are allowed. */
export const notAllowed = (allow: string): WireResponse => {
  const said = problem(405, 'Method not allowed');
  return { ...said, headers: { ...said.headers, allow } };
};
