import type { HttpResponse, Reading } from '#app/ports';
import { parsedJson } from '#core/json';
import { cut, oneLine } from '#core/message/plain-text';
import { evaluated } from '#plugins/expression';
import { nothing } from '../nothing.ts';

/** How many lists and objects stand within each other. */
const MOST_DEPTH = 64;

const isDeeper = (value: unknown, most: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (most === 0 || Object.values(value).some((one) => isDeeper(one, most - 1)));

const expected = 'expected a number, a boolean or text';

/** What an expression finds in an answer; its body is JSON where it is JSON, else text. */
export async function extracted(
  expression: string,
  { status, headers, body: text, isCut }: HttpResponse,
): Promise<Reading> {
  const bytes = Buffer.byteLength(text);
  // half an answer would say something else; deployed functions read a megabyte (adapters/aws/outwards)
  if (isCut === true) return nothing(`answers ${status} with more than the ${bytes} bytes that are read of an answer`);
  const json = parsedJson(text);
  const body = json === undefined ? text : json;
  if (isDeeper(body, MOST_DEPTH)) return nothing(`answers ${status} with values more than ${MOST_DEPTH} deep`);
  const found = await evaluated(expression, { status, headers, body });
  const came = `answers ${status} with ${json === undefined ? 'text' : 'JSON'} of ${bytes} bytes`;
  if ('fails' in found) return nothing(`${came}, and the expression fails: ${found.fails}`);
  return readingOf(found.result, came);
}

function readingOf(result: unknown, came: string): Reading {
  const nothingOf = (what: string): Reading => nothing(`${came}, in which the expression finds ${what}; ${expected}`);
  switch (typeof result) {
    case 'number':
      return Number.isFinite(result) ? { value: result, because: `reads ${result}` } : nothingOf(String(result));
    case 'boolean':
      return { value: result ? 1 : 0, because: `reads ${result}` };
    case 'string':
      return { value: null, text: result, because: `reads ${JSON.stringify(cut(oneLine(result), 100))}` };
    case 'undefined':
      return nothingOf('nothing');
    case 'object':
      return nothingOf(result === null ? 'null' : Array.isArray(result) ? `a list of ${result.length}` : 'an object');
    case 'function':
    case 'bigint':
    case 'symbol':
      return nothingOf(`a ${typeof result}`);
  }
}
