import type { Button, KnownBlock } from '@slack/web-api';
import type { Outgoing } from '#app/outbox/message';
import { isWeb, line, textOf } from '../wording.ts';

/** Text that Slack shows and never obeys: no mention, channel or link can be made of it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The beginning of a text whose escaped form is at most `max` units: cut before escaping, so that no `&amp;` is torn. */
const fitting = (text: string, max: number): string => {
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += escaped(character).length;
    if (size > max) break;
    end += character.length;
  }
  return text.slice(0, end);
};

/** Escaped text of at most `max` units. */
export const escapedWithin = (text: string, max: number): string =>
  escaped(text).length <= max ? escaped(text) : `${escaped(fitting(text, max - 1))}…`;

/** Cuts text into parts whose escaped form fits a section, at the end of a line where there is one. */
const parts = (text: string, max: number): string[] => {
  const found: string[] = [];
  let part = '';
  let size = 0;
  let lineEnd = 0;
  for (const character of text) {
    const width = escaped(character).length;
    if (size + width > max) {
      const end = lineEnd > part.length / 2 ? lineEnd : part.length;
      found.push(part.slice(0, end));
      part = part.slice(end);
      size = escaped(part).length;
      lineEnd = 0;
    }
    part += character;
    size += width;
    if (character === '\n') lineEnd = part.length;
  }
  return [...found, part].map((one) => escaped(one.trim())).filter((one) => one !== '');
};

/** All texts of a message together: Slack refuses blocks beyond some 13,200 characters without saying where its limit is. */
const budget = 12_000;
const section = 3_000;
const shortened = '\n… (shortened: all of it is in the incident)';

/** A message as blocks: its subject, its text, the incident it belongs to, and what a person can do. */
export const blocksOf = (message: Outgoing): KnownBlock[] => {
  const subject = line(message.subject, 150);
  const text = textOf(message) || subject || message.incidentId;
  const buttons = message.actions
    .filter(({ url }) => url === undefined || (isWeb(url) && url.length <= 3_000))
    .slice(0, 25);
  const elements: Button[] = buttons.map(({ id, title, value, url }, at) => ({
    type: 'button',
    // Slack refuses a message in which two buttons share an id; what a button means is in its value.
    action_id: `${id.slice(0, 250)}${buttons.findIndex((one) => one.id === id) === at ? '' : `~${at}`}`,
    value: value.slice(0, 2_000),
    text: { type: 'plain_text', text: escapedWithin(line(title, 75), 75) || '…', emoji: false },
    ...(url === undefined ? {} : { url }),
  }));
  const header = escapedWithin(subject, 150);
  const context = escaped(line(`${message.incidentId} · ${message.severity}`, 150));
  const room = budget - [header, context, ...elements.map((one) => one.text.text)].join('').length;
  const whole = escaped(text).length <= room ? text : `${fitting(text, room - shortened.length)}${shortened}`;
  return [
    ...(subject
      ? [
          {
            type: 'header' as const,
            text: { type: 'plain_text' as const, text: header, emoji: false },
          },
        ]
      : []),
    ...parts(whole, section).map((part) => ({
      type: 'section' as const,
      text: { type: 'mrkdwn' as const, text: part, verbatim: true },
    })),
    { type: 'context', elements: [{ type: 'mrkdwn', text: context, verbatim: true }] },
    ...(elements.length === 0 ? [] : [{ type: 'actions' as const, elements }]),
  ];
};

/** What a notification shows, and a screen reader reads. */
export const fallbackOf = (message: Outgoing): string =>
  escapedWithin(textOf(message) || line(message.subject, 150) || message.incidentId, 4_000);
