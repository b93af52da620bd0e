import { oneLine } from '#core/message/plain-text';
import type { People } from '#core/playbook/people';
import type { ChannelWords } from '#core/playbook/vocabulary';
import type { Who } from './heard.ts';

/** The person of people.yaml whom a provider means, by its own id of them, else by mail; undefined for a stranger. */
export function personOf({ people }: People, channel: ChannelWords, { id, email }: Who): string | undefined {
  const field = channel.person === 'none' ? undefined : (channel.person.user?.field ?? channel.person.field);
  const address = email?.toLowerCase();
  return (Object.entries(people).find(([, known]) => field !== undefined && id !== undefined && known[field] === id) ??
    Object.entries(people).find(([, known]) => address !== undefined && known.email?.toLowerCase() === address))?.[0];
}

/** How the timeline names the person who did something there: a stranger by the provider's name for them, which is never a person's or a role's. */
export const nameOf = (people: People, channel: ChannelWords, who: Who): string =>
  personOf(people, channel, who) ?? `${channel.tool}:${oneLine(who.name).slice(0, 80)}`;
