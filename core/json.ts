export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A row's attribute as text; anything else is none. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** What a text says as JSON; undefined where it is none. */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
/** A value as a row keeps it: what is undefined is left out. The same as through the text of JSON, without the text. */
export const asJson = (value: object | string | number | boolean | null): Json => valueAsJson(value) ?? null;

function valueAsJson(value: unknown): Json | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value || 0 : null;
  if (typeof value === 'bigint') throw new TypeError('JSON has no bigint');
  if (typeof value !== 'object') return undefined;
  if (value === null) return null;
  if ('toJSON' in value && typeof value.toJSON === 'function') return valueAsJson(value.toJSON());
  if (Array.isArray(value)) return value.map((entry) => valueAsJson(entry) ?? null);
  const copy: { [key: string]: Json } = {};
  for (const name of Object.keys(value)) {
    const json = valueAsJson((value as Record<string, unknown>)[name]);
    if (json === undefined) continue;
    if (name === '__proto__')
      Object.defineProperty(copy, name, { value: json, enumerable: true, writable: true, configurable: true });
    else copy[name] = json;
  }
  return copy;
}

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with its keys in order, so that equal values have equal texts. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    isRecord(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v,
  );
