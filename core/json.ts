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
/** A value as a row keeps it: what is undefined is left out. */
export const asJson = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with its keys in order, so that equal values have equal texts. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    isRecord(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v,
  );
