/** The variables of a handler; a plugin parses those that its record declares. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A process's variables as plugins read them: one that is empty counts as not given. */
export const variablesIn = (env: Variables): Variables =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
