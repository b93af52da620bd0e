import * as z from 'zod';
import type { Outgoing, Recipient } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { answerOf } from '../../http-answer.ts';
import type { ChannelPorts } from '../channel.ts';
import { cutToBytes, isWeb, line, soleAddress, textOf } from '../wording.ts';
import { NtfyPlace, targetIn } from './place.ts';

/** `NTFY_URL`: the server of places and persons that name none. */
const Environment = z.object({ NTFY_URL: z.string().default('https://ntfy.sh/') });
const Published = z.looseObject({ id: z.string().min(1) });

/** The server's own limit for a message, in bytes; ntfy makes an attachment of what is longer, which no lock screen shows. */
const mostBytes = 4_096;
const mostActions = 3;
/** 5 makes the phone ring on and passes Do-Not-Disturb where its owner allows that; 3 is an ordinary notification. */
const priorities = { page: 5, other: 3 };

interface Target {
  server: string;
  topic: string;
  /** Name of the secret with the server's access token. */
  secret: string | undefined;
}

/** A person may be on another server than the place whose credentials serve: that server never gets the place's token. */
const targetOf = (to: Recipient, usual: string): Target => {
  if ('place' in to) {
    const { server = usual, topic, secret } = NtfyPlace.parse(to.place);
    return { server, topic, secret };
  }
  const via = to.via === undefined ? undefined : NtfyPlace.parse(to.via);
  const { server = via?.server ?? usual, topic } = targetIn(soleAddress('ntfy', to.addresses));
  const same = rootOf(server) === rootOf(via?.server ?? usual);
  return { server, topic, secret: same ? via?.secret : undefined };
};

/** JSON is published to the server's root address, not to the topic's. */
const rootOf = (server: string): string => `${server.replace(/\/+$/, '')}/`;

/** What acts is posted with the channel's name and needs no header: everybody who reads the topic reads the action. */
const actionsOf = ({ actions }: Outgoing) =>
  actions
    .flatMap(({ title, url, posts }) => {
      if (url === undefined || !isWeb(url)) return [];
      const label = line(title, 40) || 'Open';
      if (posts !== true) return [{ action: 'view', label, url }];
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return [{ action: 'http', label, url, method: 'POST', headers, body: 'by=ntfy', clear: true }];
    })
    .slice(0, mostActions);

/** Publishes to a topic. ntfy knows no key of ours: a repeat says that it may be one. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { NTFY_URL: url } = Environment.parse(env);
  const web = http([url]);
  return {
    async send(message, to) {
      const { server, topic, secret } = targetOf(to, url);
      const token = secret === undefined ? '' : (await secrets.get(secret)).trim();
      const page = message.kind === 'page' && message.quietly !== true;
      const click = message.actions.find(
        (action) => action.url !== undefined && action.posts !== true && isWeb(action.url),
      );
      const response = await web.send({
        method: 'POST',
        url: rootOf(server),
        headers: {
          'content-type': 'application/json',
          // an empty token is refused where none would be taken
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({
          topic,
          title: line(message.subject, 200) || message.incidentId,
          message: cutToBytes(textOf(message), mostBytes) || message.incidentId,
          priority: page ? priorities.page : priorities.other,
          tags: [page ? 'rotating_light' : 'information_source', message.incidentId],
          ...(click === undefined ? {} : { click: click.url }),
          actions: actionsOf(message),
        }),
      });
      return { providerId: answerOf('ntfy', Published, response).id };
    },
  };
};
