import * as z from 'zod';
import type { Outgoing, Receipt } from '#app/outbox/message';
import type { Channel, HttpRequest } from '#app/ports';
import { NoAnswer, NotConfigured, Undeliverable } from '#core/errors';
import { parsedJson } from '#core/json';
import { own } from '#core/own';
import { accepted } from '../../http-answer.ts';
import type { ChannelPorts } from '../channel.ts';
import { bodyOf } from './body.ts';
import { StatusApiPlace } from './place.ts';

/** `STATUS_API_URL`: where every such API is, in place of its own address. */
const Environment = z.object({ STATUS_API_URL: z.string().optional() });
const Level = z.record(z.string(), z.unknown());
const StatusId = z.union([z.string().min(1).max(200), z.number()]).transform(String);

/** What stands in an answer at a path of fields, if it can be an id. */
function idAt(body: string, path: string): string | undefined {
  const found = path
    .split('.')
    .reduce<unknown>((value, name) => own(Level.safeParse(value).data ?? {}, name), parsedJson(body));
  return StatusId.safeParse(found).data;
}

/** How the API knows a message again: its key, which is the incident's own. */
const idempotencyKey = ({ incidentId, key }: Outgoing): string => `${incidentId}/${key}`;

const oneLine = (secret: string, name: string): string => {
  if (/^[\t\x20-\x7e]+$/.test(secret)) return secret;
  throw new NotConfigured(`the secret ${name} cannot be a header: one line of text is expected`);
};

/** A status API of the team's own: the first message makes something there, later ones change it, or each is a post. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { STATUS_API_URL: url } = Environment.parse(env);
  const web = http(url === undefined ? [] : [url]);
  return {
    async send(message, to, refs): Promise<Receipt> {
      if (!('place' in to)) throw new Undeliverable('a status API reaches places, not persons');
      const place = StatusApiPlace.parse(to.place);
      const { base, path, update, secret, header } = place;
      const token = oneLine((await secrets.get(secret)).trim(), secret);
      const known = update === undefined ? undefined : refs['statusApiId'];
      const [method, below]: [HttpRequest['method'], string] =
        update === undefined || known === undefined
          ? ['POST', path]
          : [update.method, update.path.replace('{id}', encodeURIComponent(known))];
      const answer = await web.send({
        method,
        url: `${(url ?? base).replace(/\/+$/, '')}${below}`,
        headers: {
          ...(header === undefined ? { authorization: `Bearer ${token}` } : { [header.toLowerCase()]: token }),
          'content-type': 'application/json',
          accept: 'application/json',
          'idempotency-key': idempotencyKey(message),
        },
        body: JSON.stringify(bodyOf(message, place)),
      });
      if (answer.status === 401)
        throw new NotConfigured(`the status API answers 401: ${base} does not take what the secret ${secret} holds`);
      const { body } = accepted('the status API', answer);
      const made = known ?? idAt(body, update?.id ?? 'id');
      if (update === undefined) return { providerId: made ?? message.key };
      if (made === undefined)
        throw new NoAnswer(`the status API answers without ${update.id}: see what \`update.id\` of the place names`);
      return { providerId: made, ref: { statusApiId: made } };
    },
  };
};
