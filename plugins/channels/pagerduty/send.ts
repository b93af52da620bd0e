import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Outgoing } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NoAnswer } from '#core/errors';
import type { Impact } from '#core/incident/outbox';
import { plain } from '#core/message/plain-text';
import { accepted } from '../../http-answer.ts';
import type { ChannelPorts } from '../channel.ts';
import { addressesOf, cut, line, linksOf, soleAddress, textOf } from '../wording.ts';
import { PagerdutyPlace } from './place.ts';

const Environment = z.object({ PAGERDUTY_URL: z.string().default('https://events.pagerduty.com/') });

const severities: Record<Impact, 'critical' | 'error' | 'warning' | 'info'> = {
  critical: 'critical',
  major: 'error',
  minor: 'warning',
  none: 'info',
};
const dedupKeyOf = (key: string) => (key.length <= 255 ? key : createHash('sha256').update(key).digest('hex'));

/** A page is an alert of its own that wakes, and that is acknowledged and resolved by its key; the notices of one cycle are one quiet alert that follows the incident to its end. */
const alertOf = (message: Outgoing) =>
  message.kind === 'page' || message.kind === 'alert'
    ? {
        key: dedupKeyOf(message.key),
        action: message.kind === 'alert' ? message.change : 'trigger',
        severity: severities.critical,
      }
    : {
        key: dedupKeyOf(`${message.incidentId}.${message.cycle}.status`),
        action: message.kind === 'notice' && message.over ? 'resolve' : 'trigger',
        severity: severities.none,
      };

/** PagerDuty by Events v2: a repeat carries the same `dedup_key` and adds to the same alert. The address names the secret that holds the routing key. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { PAGERDUTY_URL: url } = Environment.parse(env);
  const web = http([url]);
  return {
    async send(message, to) {
      const secret = soleAddress(
        'PagerDuty',
        addressesOf(to, PagerdutyPlace, (place) => [place.secret]),
      );
      const routingKey = await secrets.get(secret);
      const { key, action, severity } = alertOf(message);
      const component = message.kind === 'notice' ? (message.public.components ?? []).join(', ') : '';
      const response = await web.send({
        method: 'POST',
        url: new URL('v2/enqueue', url).href,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({
          routing_key: routingKey.trim(),
          event_action: action,
          dedup_key: key,
          client: 'Tocsin',
          links: linksOf(message).map((link) => ({ href: link.url, text: link.title })),
          payload: {
            summary: line(textOf(message), 1024) || message.incidentId,
            source: 'tocsin',
            severity,
            ...(component ? { component: line(component, 255) } : {}),
            custom_details: {
              incidentId: message.incidentId,
              severity: message.severity,
              kind: message.kind === 'page' ? 'page' : 'message',
              key: message.key,
              subject: line(message.subject, 255),
              text: cut(plain(message.text), 8_000),
            },
          },
        }),
      });
      const { status } = accepted('PagerDuty', response);
      if (status !== 202) throw new NoAnswer(`PagerDuty answers ${status} where 202 accepts`);
      return { providerId: key, ref: { dedupKey: key } };
    },
  };
};
