/** The first character of a text that no editor shows, and where it stands; undefined where there is none. */
export function unprintableIn(
  text: string,
): { line: number; column: number; message: string; hint: string } | undefined {
  const found = /(?![\t\n\r\u0085])\p{Cc}|\r(?!\n)|\p{Surrogate}/u.exec(text);
  if (found === null) return undefined;
  const before = text.slice(0, found.index).split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const code = found[0].charCodeAt(0);
  return found[0] === '\r'
    ? { ...place, message: 'this line ends in a carriage return alone', hint: 'lines that end in LF, or in CR and LF' }
    : {
        ...place,
        message: `this is the control character U+${code.toString(16).toUpperCase().padStart(4, '0')}`,
        hint: 'text without control characters',
      };
}
