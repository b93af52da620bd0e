import * as z from 'zod';
import { type Fake, type FakeDesk, incidentIn } from '#plugins/channels/fake';
import { notAllowed } from '#plugins/fakes/refusals';
import { firstSegment, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '#plugins/fakes/wire';

const Body = z.looseObject({
  incidentId: z.string().optional(),
  text: z.string().optional(),
  incident: z.looseObject({ id: z.string().optional() }).optional(),
});

const kept =
  (desk: FakeDesk) =>
  ({ path, headers, body }: WireRequest): WireResponse => {
    const value = jsonOf(body);
    const said = Body.safeParse(value).data;
    desk.record({
      kind: 'webhook',
      to: path,
      incidentId: incidentIn(said?.incidentId) ?? incidentIn(said?.incident?.id),
      text: said?.text ?? body,
      raw: { path, headers, body: value ?? body },
    });
    return json(202, { ok: true });
  };

/** Any other tool's webhook, below /webhook: what arrives is kept as it is. */
export const webhook: Fake = {
  look: { sign: '🪝', tone: '#868e96' },
  takes: ({ path }) => firstSegment(path) === 'webhook',
  mostBytes: 2 * megabyte,
  serve(desk) {
    const keep = kept(desk);
    return (request) => (['POST', 'PUT'].includes(request.method) ? keep(request) : notAllowed('POST, PUT'));
  },
  failures: {
    '500': () => json(500, { error: 'Internal Server Error' }),
    '429': (seconds) => json(429, { error: 'Too many requests' }, { 'retry-after': String(seconds) }),
    'ok-false': () => json(400, { error: 'refused' }),
  },
};
