import type { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Outgoing } from '#app/outbox/message';
import { NoAnswer } from '#core/errors';
import { blocksOf, fallbackOf } from './blocks.ts';

const Posted = z.looseObject({ channel: z.string().min(1), ts: z.string().min(1) });

/** Reads an accepted answer; one that lacks what it must have leaves open what happened. */
export const read = <T extends z.ZodType>(schema: T, answer: unknown): z.infer<T> => {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new NoAnswer('Slack answers 200 with a body that cannot be read', { cause: parsed.error });
  return parsed.data;
};

/** Posts a message as blocks, with the incident that it belongs to in its metadata. */
export const post = async (slack: WebClient, message: Outgoing, channel: string, threadTs: string | undefined) =>
  read(
    Posted,
    await slack.chat.postMessage({
      channel,
      text: fallbackOf(message),
      blocks: blocksOf(message),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      metadata: {
        event_type: 'tocsin',
        event_payload: {
          incidentId: message.incidentId,
          kind: message.kind === 'page' ? 'page' : 'message',
          key: message.key,
        },
      },
      mrkdwn: true,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
