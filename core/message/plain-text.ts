/** What makes a terminal do something: colours and cursor (CSI), titles and links (OSC), and the short sequences. */
const csi = String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]`;
const osc = String.raw`(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?`;
const short = String.raw`\x1b[ -/]*[0-~]`;
const escapes = new RegExp(`${csi}|${osc}|${short}`, 'g');

/** Printable ASCII, as most texts are, is clean: with line ends and tabs, and on one line with single spaces within it. */
const isClean = (text: string): boolean => /^[\n\t -~]*$/.test(text);
const isCleanLine = (text: string): boolean => /^(?:[!-~]+(?: [!-~]+)*)?$/.test(text);

// a page made by a template is an object that only passes for a text: it comes back as one
/** Text as data: without terminal escapes, other control characters, overrides of direction and halves of characters. */
export const plain = (text: string): string => (isClean(text) ? String(text) : cleaned(text));

const cleaned = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(escapes, '')
    .replaceAll(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');

/** The same on one line: what a stranger wrote can neither begin a line of its own nor overwrite ours. */
export const oneLine = (text: string): string =>
  isCleanLine(text)
    ? String(text)
    : plain(text.replaceAll(/[\s\u0085]+/g, ' '))
        .replaceAll(/ {2,}/g, ' ')
        .trim();

/** JSON that means the same and is as clean: what `JSON.stringify` leaves as it is (DEL, C1, direction) is escaped too. */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** At most `max` UTF-16 units, never half a character; what was cut ends in an ellipsis. */
export const cut = (text: string, max: number, sign = '…'): string => {
  if (text.length <= max) return text;
  const kept = text.slice(0, Math.max(0, max - sign.length));
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}${sign}`;
};
