/** Looks a name up that came from outside: only what the record itself holds, never `constructor` or `toString` of its prototype. */
export const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string | undefined): T | undefined =>
  record !== undefined && key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
