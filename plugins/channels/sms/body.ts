import type { Outgoing } from '#app/outbox/message';
import { cut, textOf } from '../wording.ts';

const typewriter: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  '•': '-',
  '→': '->',
};
/** Ornaments in their GSM-7 form: one of them makes a text of 160 characters three parts of 70. */
const smsText = (text: string) =>
  cut(
    text.replaceAll(/[‘’“”–—…\u00a0•→]/g, (sign) => typewriter[sign] ?? sign),
    1600,
    '...',
  );

/** A page has a text made for phones; everything else goes as it is written, by the provider in GSM-7 or UCS-2. */
export const bodyOf = (message: Outgoing): string =>
  smsText(textOf(message.kind === 'page' ? { ...message, text: message.sms ?? message.text } : message)) ||
  message.incidentId;
