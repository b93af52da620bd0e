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

/** How much of a text's letters the GSM alphabet cannot show, from 0 to 1. */
export function lostInGsm(text: string): number {
  const letters = Array.from(text).filter((c) => /\p{L}/u.test(c));
  return letters.length === 0 ? 0 : letters.filter((c) => gsmText(c) === '?').length / letters.length;
}
