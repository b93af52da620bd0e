import * as z from 'zod';
import type { Outgoing, Receipt } from '#app/outbox/message';
import type { Channel, HttpRequest, HttpResponse } from '#app/ports';
import { Undeliverable } from '#core/errors';
import { plain } from '#core/message/plain-text';
import { accepted, answerOf } from '../../http-answer.ts';
import type { ChannelPorts } from '../channel.ts';
import { cut, line } from '../wording.ts';
import { StatuspagePlace } from './place.ts';

const Environment = z.object({ STATUSPAGE_URL: z.string().default('https://api.statuspage.io/') });

const Incident = z.looseObject({
  id: z.string().min(1),
  metadata: z
    .looseObject({
      tocsin: z
        .looseObject({ incidentId: z.string().optional(), key: z.string().optional() })
        .optional()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** What the public reads. It has no word of repeats: an attempt that may have arrived is looked up first, by our key in its metadata. */
const bodyOf = (message: Outgoing) => {
  const { status, impact, component } = message.kind === 'notice' ? message.public : {};
  return {
    name: line(message.subject, 255) || message.incidentId,
    status: status ?? 'investigating',
    body: cut(plain(message.text), 25_000),
    ...(impact === undefined ? {} : { impact_override: impact }),
    ...(component === undefined ? {} : { component_ids: [component] }),
    metadata: { tocsin: { incidentId: message.incidentId, key: message.key } },
  };
};

type Ask = (method: HttpRequest['method'], path: string, body?: unknown) => Promise<HttpResponse>;
const perPage = 100;
/** Pages of the list that are read: an earlier attempt of ours is among the newest. */
const mostPages = 10;

/** The newest incident of the page that an earlier attempt made for ours, among its newest thousand. */
const madeFor = async (incidentId: string, ask: Ask): Promise<z.infer<typeof Incident> | undefined> => {
  for (let page = 1; page <= mostPages; page += 1) {
    const listed = answerOf('Statuspage', z.array(Incident), await ask('GET', `?limit=${perPage}&page=${page}`));
    const ours = listed.find(({ metadata }) => metadata?.tocsin?.incidentId === incidentId);
    if (ours !== undefined || listed.length < perPage) return ours;
  }
  return undefined;
};

/** The public status page (Statuspage): one incident there for one here, made by its first message and changed by the others. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { STATUSPAGE_URL: url } = Environment.parse(env);
  const web = http([url]);
  return {
    async send(message, to, refs): Promise<Receipt> {
      if (!('place' in to)) throw new Undeliverable('Statuspage reaches pages, not persons');
      const { page, secret } = StatuspagePlace.parse(to.place);
      const apiKey = (await secrets.get(secret)).trim();
      const ask: Ask = (method, path, body) =>
        web.send({
          method,
          url: new URL(`v1/pages/${encodeURIComponent(page)}/incidents${path}`, url).href,
          headers: { authorization: `OAuth ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      const receipt = (id: string): Receipt => ({ providerId: id, ref: { statuspageIncident: id } });

      let id = refs['statuspageIncident'];
      if (message.mayBeRepeat) {
        const ours =
          id === undefined
            ? await madeFor(message.incidentId, ask)
            : answerOf('Statuspage', Incident, await ask('GET', `/${encodeURIComponent(id)}`));
        if (ours !== undefined && ours.metadata?.tocsin?.key === message.key) return receipt(ours.id);
        id ??= ours?.id;
      }
      const body = { incident: bodyOf(message) };
      if (id === undefined) return receipt(answerOf('Statuspage', Incident, await ask('POST', '', body)).id);
      accepted('Statuspage', await ask('PATCH', `/${encodeURIComponent(id)}`, body));
      return receipt(id);
    },
  };
};
