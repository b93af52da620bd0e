import type * as z from 'zod';
import type { MessageAction, Outgoing, Recipient } from '#app/outbox/message';
import { Undeliverable } from '#core/errors';
import { cut, oneLine, plain } from '#core/message/plain-text';

export { cut };

/** One line of at most `max` characters. */
export const line = (text: string, max: number): string => cut(oneLine(text), max);

/** A text of at most so many bytes, which is never cut in the middle of a character. */
export const cutToBytes = (text: string, bytes: number): string =>
  Buffer.byteLength(text) <= bytes
    ? text
    : `${new TextDecoder().decode(Buffer.from(text).subarray(0, Math.max(0, bytes - 3)), { stream: true })}…`;

/** The message's text, which says so when an earlier attempt may have arrived. */
export const textOf = (message: Outgoing): string =>
  `${message.mayBeRepeat ? '(may be a repeat) ' : ''}${plain(message.text)}`;

/** The one address of a tool that takes one: more would be more than one sending under one key. */
export const soleAddress = (tool: string, addresses: readonly string[]): string => {
  const [first, ...more] = addresses;
  if (!first || more.length > 0) throw new Undeliverable(`${tool} takes one address, not ${addresses.length}`);
  return first;
};

/** Where a message goes, as addresses: those given, or those of the place's entry as the channel's schema reads it. */
export const addressesOf = <S extends z.ZodType>(
  to: Recipient,
  schema: S,
  read: (place: z.infer<S>) => string[],
): string[] => ('place' in to ? read(schema.parse(to.place)) : to.addresses);

const mostLinks = 25;
/** What a person can follow from a message: addresses of the web, 25 at most. */
export const linksOf = ({ actions }: { actions: MessageAction[] }): { title: string; url: string }[] =>
  actions
    .flatMap(({ title, url }) => (url !== undefined && isWeb(url) ? [{ title: line(title, 75), url }] : []))
    .slice(0, mostLinks);

export const isWeb = (url: string): boolean => URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
