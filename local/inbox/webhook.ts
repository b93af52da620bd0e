import * as z from 'zod';
import { idOf } from './message.ts';
import type { Desk } from './state.ts';
import { json, jsonOf, type WireRequest, type WireResponse } from './wire.ts';

const Body = z.looseObject({
  incidentId: z.string().optional(),
  text: z.string().optional(),
  incident: z.looseObject({ id: z.string().optional() }).optional(),
});

/** Any other tool's webhook: what arrives is kept as it is. */
export const webhook =
  (desk: Desk) =>
  ({ path, headers, body }: WireRequest): WireResponse => {
    const value = jsonOf(body);
    const said = Body.safeParse(value).data;
    desk.record({
      channel: 'webhook',
      kind: 'webhook',
      to: path,
      incidentId: idOf(said?.incidentId) ?? idOf(said?.incident?.id),
      text: said?.text ?? body,
      raw: { path, headers, body: value ?? body },
    });
    return json(202, { ok: true });
  };
