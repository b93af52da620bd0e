import { clockIn } from '../calendar.ts';
import type { View } from './view.ts';

/** One SMS: 160 characters of the GSM alphabet. */
const limit = 160;
// Characters that count once; those of the extension table count twice and are replaced.
const gsm = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const like: Record<string, string> = {
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '|': '/',
  '\\': '/',
  '~': '-',
  '^': '',
  '€': 'EUR',
  '`': "'",
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '→': '>',
};

/** Text in the GSM alphabet, one septet a character, on one line; what has no likeness there becomes a question mark. */
export function gsmText(text: string): string {
  const shown = Array.from(text.replaceAll(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' '), (c) => {
    if (gsm.has(c)) return c;
    const known = like[c];
    if (known !== undefined) return known;
    const bare = Array.from(c.normalize('NFKD'))
      .filter((d) => gsm.has(d))
      .join('');
    return /\p{M}/u.test(c) ? '' : bare === '' ? '?' : bare;
  });
  return shown
    .join('')
    .replaceAll(/\?{2,}/g, '?')
    .replaceAll(/ +/g, ' ')
    .trim();
}

/** At most so many characters, cut between words where one ends near. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 2) return text.slice(0, Math.max(0, max));
  const kept = text.slice(0, max - 2);
  const space = kept.lastIndexOf(' ');
  return `${space >= kept.length * 0.6 ? kept.slice(0, space) : kept}..`;
}

/**
 * What wakes a person: severity, id, what, since when, why you, how to acknowledge; never more than one SMS. The title gives way
 * first, then the reason; the id never does, and a link too long for the rest gives way to the command.
 */
export function pageText(view: View): string {
  const { id, title, severity, opened } = view.incident;
  const start = `${cut(gsmText(severity), 10)} ${gsmText(id)}`;
  const since = `since ${gsmText(clockIn('UTC', new Date(opened)))}`;
  const link = view.links.acknowledge;
  const web = /^https?:\/\/[\w.:/?&=%#@+,;!*()$'-]+$/.test(link) ? link : '';
  const rest = (ack: string) => limit - `${start}: , ${since}. You: . Ack: ${ack}`.length;
  const command = id.length > 24 ? 'tocsin acknowledge' : `tocsin acknowledge ${gsmText(id)}`;
  const ack = web !== '' && rest(web) >= 40 ? web : command;
  const room = Math.max(0, rest(ack));
  const what = gsmText(title);
  const reason = gsmText(view.why ?? '') || 'on call';
  const forReason = Math.min(reason.length, Math.max(Math.floor(room / 2), room - what.length));
  const why = cut(reason, forReason);
  return `${start}: ${cut(what, room - why.length)}, ${since}. You: ${why}. Ack: ${ack}`.slice(0, limit);
}
