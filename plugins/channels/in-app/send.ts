import * as z from 'zod';
import type { Receipt } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NotConfigured, Undeliverable } from '#core/errors';
import { accepted } from '../../http-answer.ts';
import type { ChannelPorts } from '../channel.ts';
import { bodyOf } from './body.ts';
import { InAppPlace } from './place.ts';

/** `IN_APP_URL`: where every such API is, in place of its own address. */
const Environment = z.object({ IN_APP_URL: z.string().optional() });

/** There is nothing under this id: it has never been shown, or is withdrawn already. */
const isGone = (status: number): boolean => status === 404 || status === 410;

/** The application of the team: one notice for an incident, put under the incident's id and deleted when it is over. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { IN_APP_URL: url } = Environment.parse(env);
  const web = http(url === undefined ? [] : [url]);
  return {
    async send(message, to): Promise<Receipt> {
      if (!('place' in to))
        throw new Undeliverable('an in-app notice reaches the users of the application, not persons');
      if (message.kind !== 'notice') throw new Undeliverable('an application takes notices alone');
      const place = InAppPlace.parse(to.place);
      const { base, path, secret } = place;
      const token = (await secrets.get(secret)).trim();
      // a header of several lines is refused by name, before a call fails that would be tried again
      if (!/^[\x20-\x7e]+$/.test(token))
        throw new NotConfigured(`the secret ${secret} cannot be a header: one line of text is expected`);
      const { incidentId, key, over, seq } = message;
      const answer = await web.send({
        method: over ? 'DELETE' : 'PUT',
        url: `${(url ?? base).replace(/\/+$/, '')}${path}/${encodeURIComponent(incidentId)}`,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          'idempotency-key': `${incidentId}/${key}`,
          // a call that was given up may arrive after the next one: by this the API tells that it is the older
          ...(seq === undefined ? {} : { 'x-sequence': String(seq) }),
          ...(over ? {} : { 'content-type': 'application/json' }),
        },
        ...(over ? {} : { body: JSON.stringify(bodyOf(message, place)) }),
      });
      if (answer.status === 401)
        throw new NotConfigured(`the application answers 401: ${base} does not take what the secret ${secret} holds`);
      if (!(over && isGone(answer.status))) accepted('the application', answer);
      return { providerId: incidentId, ...(over ? { shown: 'withdrawn' } : {}) };
    },
  };
};
