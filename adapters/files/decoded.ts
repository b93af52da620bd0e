import type { Problem } from '#core/playbook/source';

/** A file's bytes as text, which must be UTF-8; a byte order mark is taken off, and lines end in LF: a checkout on Windows is the same playbook. */
export function decoded(bytes: Buffer): { text: string; bytes: number } | Omit<Problem, 'file'> {
  const wide = wideForm(bytes);
  if (wide !== undefined) return { line: 1, column: 1, message: `this file is ${wide}`, hint: 'UTF-8' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text: text.replaceAll('\r\n', '\n'), bytes: bytes.length };
  } catch {
    const at = firstInvalid(bytes);
    const before = bytes.subarray(0, at).toString().split('\n');
    const byte = bytes[at]?.toString(16).toUpperCase().padStart(2, '0') ?? '';
    return {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      message: `byte ${at + 1} of this file, 0x${byte}, is not UTF-8`,
      hint: 'UTF-8, as text editors save it',
    };
  }
}

function wideForm(bytes: Buffer): string | undefined {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return 'UTF-32';
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16';
  // without a mark: every second byte of Latin text is 0
  const start = bytes.subarray(0, 200);
  const zeros = [0, 1].map((odd) => start.filter((byte, n) => n % 2 === odd && byte === 0).length);
  const half = Math.floor(start.length / 2);
  return half >= 2 && zeros.some((count) => count >= half * 0.8) ? 'UTF-16 without a byte order mark' : undefined;
}

/** Where the first character begins that is no UTF-8: the longest beginning that can be read ends there. */
function firstInvalid(bytes: Buffer): number {
  let from = 0;
  let to = bytes.length;
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    if (beginning(bytes.subarray(0, middle)) !== undefined) from = middle;
    else to = middle - 1;
  }
  return Buffer.byteLength(beginning(bytes.subarray(0, from)) ?? '');
}

/** The whole characters of the beginning of a UTF-8 text; undefined where it is none. */
function beginning(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
