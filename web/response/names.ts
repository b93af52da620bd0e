const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Names that a sentence bears. */
const MOST = 4;

/** `Alice, Bob, and Carol`; of very many the first, and how many others. */
export const namesOf = (names: readonly string[]): string =>
  list.format(names.length <= MOST + 1 ? names : [...names.slice(0, MOST), `${names.length - MOST} others`]);
