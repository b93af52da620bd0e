import { Refusal } from './problem.ts';

/** The entity tag of a version. */
export const etag = (version: number): string => `"${version}"`;

const tags = (header: string): string[] => header.split(',').map((tag) => tag.trim());

/** Refuses a change that was meant for another version than the one that stands. */
export function mustMatch(request: Request, version: number): void {
  // the gateway's adapter drops an empty header: it is none
  const header = request.headers.get('if-match') || null;
  if (header === null || header.trim() === '*' || tags(header).includes(etag(version))) return;
  throw new Refusal(412, 'Version mismatch', `it is at version ${etag(version)}`, [], { etag: etag(version) });
}

/** Whether the caller has this version already. */
export const isKnown = (request: Request, version: number): boolean =>
  tags(request.headers.get('if-none-match') ?? '').some((tag) => tag.replace(/^W\//, '') === etag(version));
