import { plain } from '#core/message/plain-text';

/**
 * Bytes in UTF-8 that are kept of the text of one reading, and of the texts of all readings that were taken together: they stand in the
 * incident's own row and in an entry of its timeline, each of which should stay below 100 KB.
 */
export const TEXT_BYTES = 4_096;
export const TEXTS_BYTES = 12_288;

const sign = '\n… cut';

/** The begin of a text, without what controls a terminal and never with half a character; what was cut says so. */
export function textWithin(text: string, most: number): string {
  const clean = plain(text);
  const bytes = new TextEncoder().encode(clean);
  if (bytes.length <= most) return clean;
  const kept = bytes.slice(0, Math.max(0, most - new TextEncoder().encode(sign).length));
  // a character that was cut is decoded to the sign for what is none
  return `${new TextDecoder().decode(kept, { stream: true })}${sign}`;
}

/** Readings with their texts cut, so that all of them together fit. */
export function withTextsCut<R extends { text?: string | undefined }>(readings: readonly R[]): R[] {
  let left = TEXTS_BYTES;
  return readings.map((reading) => {
    if (reading.text === undefined) return reading;
    const text = textWithin(reading.text, Math.min(TEXT_BYTES, Math.max(left, sign.length)));
    left -= new TextEncoder().encode(text).length;
    return { ...reading, text };
  });
}
