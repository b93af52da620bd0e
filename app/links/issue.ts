import type { Ports, Write } from '#app/ports';
import { keys } from '#app/store/keys';
import { linkOf } from '#core/message/link';
import { hashOf } from './token.ts';

/** Days that a link's row is kept; whether the link is good is decided by the incident. */
const KEPT_DAYS = 180;

/** A new link for one person to one incident, and the write that makes it good. The token itself is stored nowhere. */
export function newLink(
  { newToken, wallClock, deployed }: Pick<Ports, 'newToken' | 'wallClock' | 'deployed'>,
  incident: string,
  person: string,
): { url: string; write: Write } {
  const token = newToken();
  const ttl = Math.floor(wallClock().getTime() / 1000) + KEPT_DAYS * 86_400;
  return {
    url: linkOf(deployed.publicUrl, token),
    write: { put: { ...keys.link(hashOf(token)), v: 1, incident, person, ttl }, when: { pk: { absent: true } } },
  };
}
