import * as z from 'zod';
import type { Notice, Outgoing, Receipt } from '#app/outbox/message';
import type { Channel, HttpRequest, HttpResponse } from '#app/ports';
import { Undeliverable } from '#core/errors';
import { plain } from '#core/message/plain-text';
import { accepted, answerOf } from '../../http-answer.ts';
import type { ChannelPorts } from '../channel.ts';
import { cut, line } from '../wording.ts';
import { amongOthers, ComponentStatus, componentsOf, Standing } from './components.ts';
import { StatuspagePlace } from './place.ts';

const Environment = z.object({ STATUSPAGE_URL: z.string().default('https://api.statuspage.io/') });

const Incident = z.looseObject({
  id: z.string().min(1),
  metadata: z
    .looseObject({
      tocsin: z
        .looseObject({
          incidentId: z.string().optional(),
          key: z.string().optional(),
          components: z.record(z.string(), ComponentStatus).optional(),
        })
        .optional()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** What the public reads. It has no word of repeats: an attempt that may have arrived is looked up first, by our key in its metadata. */
const bodyOf = (message: Outgoing, isNew: boolean) => {
  const { status, impact } = message.kind === 'notice' ? message.public : {};
  const over = message.kind === 'notice' && message.over;
  // news without a word of their own leave the status as it is
  const shown = status ?? (over ? 'resolved' : isNew ? 'investigating' : undefined);
  return {
    name: line(message.subject, 255) || message.incidentId,
    ...(shown === undefined ? {} : { status: shown }),
    body: cut(plain(message.text), 25_000),
    ...(impact === undefined ? {} : { impact_override: impact }),
  };
};
/** By which an incident is known again: whose it is, the last message that it has taken, and at what it holds its components. */
const marked = ({ incidentId, key }: Outgoing, components: Readonly<Record<string, ComponentStatus>>) => ({
  metadata: { tocsin: { incidentId, key, ...(Object.keys(components).length === 0 ? {} : { components }) } },
});

/** News without a status and without an end, such as that of the review: the components stay as they are. */
const saysNothingOf = ({ over, public: { status } }: Notice): boolean => !over && status === undefined;

type Ask = (method: HttpRequest['method'], path: string, body?: unknown) => Promise<HttpResponse>;
const perPage = 25;
/** Pages of the list that are read: an earlier attempt of ours is among the newest. More on one would be longer than what is read of an answer. */
const mostPages = 10;

/** The newest incident of the page that an earlier attempt made for ours, among its newest 250. */
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
      const place = StatuspagePlace.parse(to.place);
      const { page, secret } = place;
      const apiKey = (await secrets.get(secret)).trim();
      const ask: Ask = (method, path, body) =>
        web.send({
          method,
          url: new URL(`v1/pages/${encodeURIComponent(page)}/incidents${path}`, url).href,
          headers: { authorization: `OAuth ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      const receipt = (id: string): Receipt => ({ providerId: id, ref: { statuspageIncident: id } });

      const look = async (id: string) =>
        answerOf('Statuspage', Incident, await ask('GET', `/${encodeURIComponent(id)}`));

      let id = refs['statuspageIncident'];
      const silent = message.kind === 'notice' && id !== undefined && saysNothingOf(message);
      const wanted = message.kind === 'notice' ? componentsOf(message, place) : {};
      const concerned = Object.keys(wanted).length > 0;
      let ours: z.infer<typeof Incident> | undefined;
      if (id !== undefined && (message.mayBeRepeat || (silent && concerned))) ours = await look(id);
      else if (message.mayBeRepeat) ours = await madeFor(message.incidentId, ask);
      if (message.mayBeRepeat && ours !== undefined && ours.metadata?.tocsin?.key === message.key)
        return receipt(ours.id);
      id ??= ours?.id;
      const body = { ...bodyOf(message, id === undefined) };
      let holds = wanted;
      if (silent) holds = ours?.metadata?.tocsin?.components ?? {};
      else if (concerned) {
        const all = answerOf('Statuspage', z.array(Standing), await ask('GET', '/unresolved'));
        const others = all.filter((one) => one.id !== id);
        Object.assign(body, { component_ids: Object.keys(wanted), components: amongOthers(wanted, others) });
      }
      const incident = { ...body, ...marked(message, holds) };
      if (id === undefined) return receipt(answerOf('Statuspage', Incident, await ask('POST', '', { incident })).id);
      accepted('Statuspage', await ask('PATCH', `/${encodeURIComponent(id)}`, { incident }));
      return receipt(id);
    },
  };
};
