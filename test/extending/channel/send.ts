import * as z from 'zod';
import type { Outgoing, Recipient } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NoAnswer, NotConfigured } from '#core/errors';
import type { ChannelPorts } from '#plugins/channels/channel';
import { cut, linksOf, soleAddress, textOf } from '#plugins/channels/wording';
import { accepted } from '#plugins/http-answer';
import { MattermostPlace } from './place.ts';

const Environment = z.object({ MATTERMOST_URL: z.string().optional() });
/** Names the webhook's secret where a person is written to and no place of the playbook does. */
const usualSecret = 'mattermost';
const longest = 16_383;

const targetOf = (to: Recipient): { channel: string; secret: string } => {
  if ('place' in to) return MattermostPlace.parse(to.place);
  const secret = to.via === undefined ? usualSecret : MattermostPlace.parse(to.via).secret;
  return { channel: `@${soleAddress('Mattermost', to.addresses)}`, secret };
};

/** Text that Mattermost shows and never obeys: no mark-up, and a zero-width space after `@`, so that it mentions nobody. */
const escaped = (text: string): string => text.replaceAll(/[\\`*_~#>|[\]<]/g, '\\$&').replaceAll('@', '@\u200b');

const postOf = (message: Outgoing): string => {
  const links = linksOf(message)
    .map(({ title, url }) => `\n[${escaped(title)}](${url.replaceAll(')', '%29')})`)
    .join('');
  return `${cut(escaped(textOf(message)) || message.incidentId, longest - links.length)}${links}`;
};

/** Posts by an incoming webhook. The server answers `ok` and no id, so our key names what was sent. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { MATTERMOST_URL: url } = Environment.parse(env);
  const web = http(url === undefined ? [] : [url]);
  return {
    async send(message, to) {
      const { channel, secret } = targetOf(to);
      if (url === undefined) throw new NotConfigured('no endpoint is deployed for mattermost');
      const key = (await secrets.get(secret)).trim();
      const { incidentId, severity } = message;
      const response = await web.send({
        method: 'POST',
        url: `${url.replace(/\/$/, '')}/hooks/${encodeURIComponent(key)}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          channel,
          text: postOf(message),
          props: { tocsin: { incidentId, severity, key: message.key, kind: message.kind } },
        }),
      });
      if (accepted('Mattermost', response).body !== 'ok') throw new NoAnswer('Mattermost answers what is not ok');
      return { providerId: message.key };
    },
  };
};
