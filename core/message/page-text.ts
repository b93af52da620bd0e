import { clockIn } from '../calendar.ts';
import { gsmText, lostInGsm } from './gsm.ts';
import { oneLine } from './plain-text.ts';
import type { View } from './view.ts';

/** What a text is written with: at most so many UTF-16 units, and words as they can be shown. */
interface Medium {
  limit: number;
  shown: (text: string) => string;
}
/** Mail, chat and PagerDuty, whose summaries take 1,024. */
const screen: Medium = { limit: 1_000, shown: oneLine };
/** One SMS: 160 characters of the GSM alphabet. */
const sms: Medium = { limit: 160, shown: gsmText };
/** An SMS in UCS-2, of three parts of 67: two leave no room for the link. */
const smsInUcs2: Medium = { limit: 201, shown: oneLine };

/** What wakes a person: severity, id, what, since when, why you, how to acknowledge; in the words of whoever named the incident. */
export const pageText = (view: View): string => written(view, screen);

/** The same as an SMS: one of the GSM alphabet, or one in UCS-2 where that alphabet would lose more than a third of the title. */
export const smsPageText = (view: View): string =>
  written(view, lostInGsm(view.incident.title) > 1 / 3 ? smsInUcs2 : sms);

/** The title gives way first, then the reason; the id never does, and a link too long for the rest gives way to the command. */
function written(view: View, { limit, shown }: Medium): string {
  const { id, title, severity, opened } = view.incident;
  const start = `${cut(shown(severity), 10)} ${shown(id)}`;
  const since = `since ${shown(clockIn('UTC', new Date(opened)))}`;
  const link = view.links.acknowledge;
  const web = /^https?:\/\/[\w.:/?&=%#@+,;!*()$'-]+$/.test(link) ? link : '';
  const rest = (ack: string) => limit - `${start}: , ${since}. You: . Ack: ${ack}`.length;
  const command = id.length > 24 ? 'tocsin acknowledge' : `tocsin acknowledge ${shown(id)}`;
  const ack = web !== '' && rest(web) >= 40 ? web : command;
  const room = Math.max(0, rest(ack));
  const what = shown(title);
  const reason = shown(view.why ?? '') || 'on call';
  const forReason = Math.min(reason.length, Math.max(Math.floor(room / 2), room - what.length));
  const why = cut(reason, forReason);
  return `${start}: ${cut(what, room - why.length)}, ${since}. You: ${why}. Ack: ${ack}`.slice(0, limit);
}

/** At most so many units, never half a character, cut between words where one ends near. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 2) return text.slice(0, Math.max(0, max)).replace(/[\ud800-\udbff]$/, '');
  const kept = text.slice(0, max - 2).replace(/[\ud800-\udbff]$/, '');
  const space = kept.lastIndexOf(' ');
  return `${space >= kept.length * 0.6 ? kept.slice(0, space) : kept}..`;
}
