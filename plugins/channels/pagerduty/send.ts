import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Channel, Http, Outgoing, Secrets } from '#app/ports';
import { NoAnswer } from '#core/errors';
import { accepted } from '#plugins/http-answer';
import { cut, line, linksOf, plain, soleAddress, textOf, word } from '../wording.ts';

export interface PagerdutyPorts {
  http: Http;
  secrets: Secrets;
  /** Base of the Events API, `https://events.pagerduty.com/`. */
  url: string;
}

const severities: Record<string, 'critical' | 'error' | 'warning' | 'info'> = {
  critical: 'critical',
  major: 'error',
  minor: 'warning',
  none: 'info',
};
/** An impact nobody rated is as loud as its kind: a page wakes. */
const severityOf = ({ facts, kind }: Outgoing) =>
  severities[facts['impact'] ?? ''] ?? (kind === 'page' ? 'critical' : 'error');
const Action = z.enum(['trigger', 'acknowledge', 'resolve']);
const dedupKeyOf = (key: string) => (key.length <= 255 ? key : createHash('sha256').update(key).digest('hex'));

/** PagerDuty by Events v2: a repeat carries the same `dedup_key` and adds to the same alert. `to` names the secret that holds the routing key. */
export const pagerduty = ({ http, secrets, url }: PagerdutyPorts): Channel => ({
  async send(message) {
    const routingKey = await secrets.get(soleAddress('PagerDuty', message));
    const action = word(Action, 'pagerdutyAction', message.facts['pagerdutyAction'] ?? 'trigger');
    // What is acknowledged or resolved is the alert that was triggered, under its key.
    const dedupKey =
      action === 'trigger' ? dedupKeyOf(message.key) : (message.refs['dedupKey'] ?? dedupKeyOf(message.key));
    const response = await http.send({
      method: 'POST',
      url: new URL('v2/enqueue', url).href,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        routing_key: routingKey.trim(),
        event_action: action,
        dedup_key: dedupKey,
        client: 'Tocsin',
        links: linksOf(message).map((link) => ({ href: link.url, text: link.title })),
        payload: {
          summary: line(textOf(message), 1024) || message.incidentId,
          source: 'tocsin',
          severity: severityOf(message),
          ...(message.facts['component'] ? { component: line(message.facts['component'], 255) } : {}),
          custom_details: {
            incidentId: message.incidentId,
            severity: message.severity,
            kind: message.kind,
            key: message.key,
            subject: line(message.subject, 255),
            text: cut(plain(message.text), 8_000),
          },
        },
      }),
    });
    const { status } = accepted('PagerDuty', response);
    if (status !== 202) throw new NoAnswer(`PagerDuty answers ${status} where 202 accepts`);
    return { providerId: dedupKey, ref: { dedupKey } };
  },
});
