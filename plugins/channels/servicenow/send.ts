import * as z from 'zod';
import type { Outgoing, Receipt } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { Undeliverable } from '#core/errors';
import { plain } from '#core/message/plain-text';
import { answerOf } from '../../http-answer.ts';
import type { ChannelPorts } from '../channel.ts';
import { cut, line, linksOf } from '../wording.ts';
import { ServiceNowPlace } from './place.ts';
import { asked, correlationOf, following, hasTaken, opening, Row } from './record.ts';
import { type Ask, askAt } from './web.ts';

/** `SERVICENOW_URL`: where every instance is, in place of its own address. */
const Environment = z.object({ SERVICENOW_URL: z.string().optional() });
const One = z.looseObject({ result: Row });
const Several = z.looseObject({ result: z.array(Row) });
const shownFields = `sysparm_fields=${asked}&sysparm_exclude_reference_link=true`;

const mostSubject = 160;
const mostText = 4_000;

/** A work note renders what stands between [code] and [/code] as HTML: of a stranger's words nothing is. */
const harmless = (words: string): string => words.replaceAll(/\[(?=\/?code\])/gi, '[ ');

const wordsOf = (message: Outgoing) => {
  const links = linksOf(message).map(({ title, url }) => (title === '' ? url : `${title}: ${url}`));
  const after = links.length === 0 ? '' : `\n${links.join('\n')}`;
  const said = harmless(plain(message.text)).trim() || message.incidentId;
  return {
    subject: line(message.subject, mostSubject) || message.incidentId,
    text: `${cut(said, Math.max(mostText - after.length, 0))}${after}`,
  };
};

/** The record that an earlier attempt has made. A query that an instance cannot read gives every record: each says itself whose it is. */
async function madeFor(ask: Ask, correlation: string): Promise<Row | undefined> {
  const query = encodeURIComponent(`correlation_id=${correlation}`);
  const answer = await ask('GET', `?sysparm_query=${query}&sysparm_limit=10&${shownFields}`);
  return answerOf('ServiceNow', Several, answer).result.find((row) => row.correlation_id === correlation);
}

/** ServiceNow: one record for an incident and place. Its first message opens the record, the later ones are work notes; severity and end are followed. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { SERVICENOW_URL: url } = Environment.parse(env);
  const web = http(url === undefined ? [] : [url]);
  return {
    async send(message, to, refs): Promise<Receipt> {
      if (!('place' in to)) throw new Undeliverable('ServiceNow reaches tables, not persons');
      const place = ServiceNowPlace.parse(to.place);
      const ask = askAt(web, url ?? place.base, place, (await secrets.get(place.secret)).trim());
      const at = (id: string) => `/${encodeURIComponent(id)}?${shownFields}`;

      const id = refs['serviceNowRecord'];
      let row: Row | undefined;
      if (id !== undefined) row = answerOf('ServiceNow', One, await ask('GET', at(id))).result;
      else if (message.mayBeRepeat) row = await madeFor(ask, correlationOf(message, place));

      const words = wordsOf(message);
      if (row === undefined)
        row = answerOf('ServiceNow', One, await ask('POST', `?${shownFields}`, opening(place, message, words))).result;
      else if (!hasTaken(row, message)) await ask('PATCH', at(row.sys_id), following(place, message, words, row));
      return {
        providerId: row.number,
        ref: { serviceNowRecord: row.sys_id },
        shown: `${row.number} ${place.base.replace(/\/+$/, '')}/${place.table}.do?sys_id=${row.sys_id}`,
      };
    },
  };
};
