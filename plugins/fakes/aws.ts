import { json, type WireHead, type WireResponse } from './wire.ts';

/** An id of the form that AWS gives, made from a number so that the same run gives the same ids. */
export const uuidOf = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** Whether the request carries a signature; whose it is, a fake cannot know. */
export const isSigned = ({ headers }: WireHead): boolean =>
  headers['authorization']?.startsWith('AWS4-HMAC-SHA256 ') === true;

/** An error as AWS services that speak JSON tell it: its name stands in a header. */
export const awsError = (
  status: number,
  type: string,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): WireResponse => json(status, { __type: type, ...body }, { 'x-amzn-errortype': type, ...headers });
