/** Bytes of a form: no field of one is longer than 5,000 characters. */
const MOST_BYTES = 64_000;

/** More than any form of ours holds. */
export class TooLong extends Error {
  override name = 'TooLong';
}

/** The fields of a form, whatever type its sender gives it; of a field that comes twice the first counts. */
export async function formOf(request: Request): Promise<Record<string, string>> {
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MOST_BYTES) throw new TooLong(`${bytes.byteLength} bytes`);
  const fields = new URLSearchParams(new TextDecoder().decode(bytes));
  // a browser counts the end of a line as one character, and sends two
  const lines = [...fields].map(([name, value]) => [name, value.replaceAll('\r\n', '\n')] as const);
  return Object.fromEntries(lines.reverse());
}
