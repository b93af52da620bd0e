import type { Line } from '#core/message/line';
import { plain } from '#core/message/plain-text';
import { own } from '#core/own';
import type { People } from '#core/playbook/pack';
import type { ChannelPlugin } from '#plugins/channels/channel';
import type { Sent } from '../world-options.ts';

/** What a channel was given to send, as it says it: `subject` only where the channel has one. */
export interface Sending {
  at: string;
  channel: string;
  to: string[];
  kind: 'page' | 'notice' | 'invitation';
  subject?: string;
  text: string;
}

/** The messages that somebody reads; openings of rooms and changes of alerts are none. */
export function sendingsOf(sent: readonly Sent[], channels: readonly ChannelPlugin[]): Sending[] {
  const byTool = new Map(channels.map((channel) => [channel.tool, { channel, hasSubject: hasSubject(channel) }]));
  return sent.flatMap(({ at, channel: tool, to, message }): Sending[] => {
    const known = byTool.get(tool);
    if (known === undefined || message.kind === 'room' || message.kind === 'alert') return [];
    const text = known.channel.wording?.(message) ?? plain(message.text);
    const subject = known.hasSubject ? { subject: message.subject } : {};
    return [{ at, channel: tool, to, kind: message.kind, ...subject, text }];
  });
}

const hasSubject = ({ person, places }: ChannelPlugin): boolean =>
  [...(person === 'none' ? [] : [person.limits]), ...places.map(({ limits }) => limits)].some(
    ({ subject }) => subject !== null,
  );

/** What a page on the timeline said: the one that went to an address of the person, or of the target they were paged as, at that instant. */
export function sendingOf(line: Line, sent: readonly Sending[], people: People): Sending | undefined {
  const addresses = new Set<unknown>([
    ...Object.values(own(people.people, line.person ?? '') ?? {}),
    ...Object.values(own(people.targets, line.target ?? '') ?? {}),
  ]);
  return sent.find(
    ({ at, channel, kind, to }) =>
      kind === 'page' && channel === line.channel && at === line.at && to.some((address) => addresses.has(address)),
  );
}
