import * as z from 'zod';
import type { Channel, Http, HttpRequest, Outgoing, Receipt, Secrets } from '#app/ports';
import { accepted, answerOf } from '#plugins/http-answer';
import { cut, line, listOf, plain, soleAddress, word } from '../wording.ts';

export interface StatuspagePorts {
  http: Http;
  secrets: Secrets;
  /** Base of the API, `https://api.statuspage.io/`. */
  url: string;
  /** Secret that holds the API key where a message names none (`facts.secret`). */
  secret: string;
}

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
const Status = z.enum(['investigating', 'identified', 'monitoring', 'resolved']);
const Impact = z.enum(['none', 'minor', 'major', 'critical']);
const ComponentStatus = z.enum([
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
]);

/** What the public reads. It has no word of repeats: an attempt that may have arrived is looked up first, by our key in its metadata. */
const bodyOf = (message: Outgoing) => {
  const { publicStatus, impact, component, componentStatus } = message.facts;
  const components = listOf(component);
  const status = componentStatus === undefined ? undefined : word(ComponentStatus, 'componentStatus', componentStatus);
  return {
    name: line(message.subject, 255) || message.incidentId,
    status: word(Status, 'publicStatus', publicStatus ?? 'investigating'),
    body: cut(plain(message.text), 25_000),
    ...(impact === undefined ? {} : { impact_override: word(Impact, 'impact', impact) }),
    ...(components.length === 0 ? {} : { component_ids: components }),
    ...(status === undefined ? {} : { components: Object.fromEntries(components.map((id) => [id, status])) }),
    metadata: { tocsin: { incidentId: message.incidentId, key: message.key } },
  };
};

/** The public status page (Statuspage): one incident there for one here, made by its first message and changed by the others. */
export const statuspage = ({ http, secrets, url, secret }: StatuspagePorts): Channel => ({
  async send(message): Promise<Receipt> {
    const page = soleAddress('Statuspage', message);
    const apiKey = (await secrets.get(message.facts['secret'] ?? secret)).trim();
    const ask = (method: HttpRequest['method'], path: string, body?: unknown) =>
      http.send({
        method,
        url: new URL(`v1/pages/${encodeURIComponent(page)}/incidents${path}`, url).href,
        headers: { authorization: `OAuth ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const receipt = (id: string): Receipt => ({ providerId: id, ref: { statuspageIncident: id } });

    let id = message.refs['statuspageIncident'];
    if (message.mayBeRepeat) {
      const known =
        id === undefined
          ? answerOf('Statuspage', z.array(Incident), await ask('GET', '?limit=10'))
          : [answerOf('Statuspage', Incident, await ask('GET', `/${encodeURIComponent(id)}`))];
      const ours = known.find(({ metadata }) => metadata?.tocsin?.incidentId === message.incidentId);
      if (ours?.metadata?.tocsin?.key === message.key) return receipt(ours.id);
      id ??= ours?.id;
    }
    const body = { incident: bodyOf(message) };
    if (id === undefined) return receipt(answerOf('Statuspage', Incident, await ask('POST', '', body)).id);
    accepted('Statuspage', await ask('PATCH', `/${encodeURIComponent(id)}`, body));
    return receipt(id);
  },
});
