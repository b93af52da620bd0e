import { gsmText, lostInGsm } from './gsm.ts';
import { LINK_PLACE } from './link.ts';
import { cut, oneLine } from './plain-text.ts';
import type { View } from './view.ts';
import { whenIn } from './when.ts';

/** Mail, chat and PagerDuty, whose summaries take 1,024; the link stands beside the text there. */
const SCREEN = 1_000;
/** One SMS: 160 characters of the GSM alphabet. */
const SMS = 160;
/** An SMS in UCS-2, of three parts of 67. */
const SMS_IN_UCS2 = 201;
/** What is left for title and reason so that it is worth saying what the link is for. */
const COMFORT = 40;

/** What wakes a person: severity, id, what, since when, why you; in the words that name the incident. */
export const pageText = (view: View): string => said(view, oneLine, SCREEN);

/**
 * The same as an SMS with a place for a link of that length: one of the GSM alphabet, or one in UCS-2 where that alphabet would lose more
 * than a third of the title. There the link comes first, so that no border of two parts tears it.
 */
export function smsPageText(view: View, linkLength: number): string {
  if (lostInGsm(view.incident.title) > 1 / 3)
    return `${LINK_PLACE} ${said(view, oneLine, SMS_IN_UCS2 - linkLength - 1)}`;
  const room = SMS - linkLength - 1;
  const labelled = room - 'Ack: '.length;
  return labelled - fixed(view, gsmText) >= COMFORT
    ? `${said(view, gsmText, labelled)} Ack: ${LINK_PLACE}`
    : `${said(view, gsmText, room)} ${LINK_PLACE}`;
}

type Shown = (text: string) => string;

const startOf = ({ incident: { id, severity } }: View, shown: Shown): string =>
  `${cutAtWord(shown(severity), 10)} ${shown(id)}`;
const sinceOf = ({ incident: { opened }, now }: View, shown: Shown): string =>
  `since ${shown(whenIn('UTC', new Date(opened), new Date(now)))}`;
const fixed = (view: View, shown: Shown): number => `${startOf(view, shown)}: , ${sinceOf(view, shown)}. You: .`.length;

/** The title gives way first, then the reason; the id never does. */
function said(view: View, shown: Shown, limit: number): string {
  const room = limit - fixed(view, shown);
  const start = startOf(view, shown);
  if (room <= 0) return start;
  const what = shown(view.incident.title);
  const reason = shown(view.why ?? '') || 'on call';
  const forReason = Math.min(reason.length, Math.max(Math.floor(room / 2), room - what.length));
  const why = cutAtWord(reason, forReason);
  return `${start}: ${cutAtWord(what, room - why.length)}, ${sinceOf(view, shown)}. You: ${why}.`;
}

/** At most so many units, never half a character, cut between words where one ends near. */
function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 2) return cut(text, max, '');
  const kept = cut(text, max - 2, '');
  const space = kept.lastIndexOf(' ');
  return `${space >= kept.length * 0.6 ? kept.slice(0, space) : kept}..`;
}
