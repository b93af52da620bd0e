import type { Reading } from '#app/ports';

/** A reading of nothing, which never passes, with its reason. */
export const nothing = (because: string): Reading => ({ value: null, because });
