import { type Signer, signatureFault } from './signed-request.ts';
import { json, type WireRequest, type WireResponse } from './wire.ts';

/** What stands before an address: headers that a request must carry, or the signature of an AWS principal. */
export type Guard = { headers: Readonly<Record<string, string>> } | { signer: Signer };

/** The answer to a request that a guard does not let in: 401 without what is asked for, 403 with the wrong one. */
export function refusalOf(guard: Guard, request: WireRequest): WireResponse | undefined {
  if ('signer' in guard) {
    const message = signatureFault(request, guard.signer);
    return message === undefined ? undefined : json(403, { message });
  }
  for (const [name, value] of Object.entries(guard.headers)) {
    const given = request.headers[name];
    if (given === undefined) return json(401, { error: 'unauthorized' }, { 'www-authenticate': 'Bearer, Basic' });
    if (given !== value) return json(403, { error: 'forbidden' });
  }
  return undefined;
}
