import { Refusal } from './problem.ts';

const limit = 256 * 1024;
const depth = 20;

/** The JSON of a request, refused before it is parsed where it is too long or too deep; no body is an empty object. */
export async function jsonOf(request: Request): Promise<unknown> {
  const tooLong = new Refusal(413, 'Too large', `a body may have at most ${limit} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLong;
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > limit) throw tooLong;
  if (bytes.byteLength === 0) return {};
  const text = textOf(bytes);
  if (deeper(text)) throw notJson(`more than ${depth} levels deep`);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notJson(error.message);
  }
}

const notJson = (message: string): Refusal =>
  new Refusal(400, 'Not JSON', `the body is not valid JSON: ${message}`, [{ path: '', message }]);

function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw notJson('not UTF-8');
  }
}

/** Counts brackets outside of strings. */
function deeper(text: string): boolean {
  let level = 0;
  for (const [mark] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (mark === '[' || mark === '{') level += 1;
    else if (mark === ']' || mark === '}') level -= 1;
    if (level > depth) return true;
  }
  return false;
}
