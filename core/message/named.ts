const NAMEABLE = ['facts', 'triage', 'evidence', 'decisions', 'verification', 'mitigation', 'actions'] as const;

/** What a template names of what a message need not keep; `whole`: also the texts of readings. */
export type Named = Readonly<Record<(typeof NAMEABLE)[number] | 'whole', boolean>>;

export const EVERYTHING: Named = {
  facts: true,
  triage: true,
  evidence: true,
  decisions: true,
  verification: true,
  mitigation: true,
  actions: true,
  whole: true,
};
/** Templates that were looked through: each message asks for those of its own. */
const lookedThrough = new Map<string, Named>();
const REMEMBERED = 500;

/** What a template names: what it never names need not be frozen with its message, for rows are paid by the kilobyte, several times over. Everything where it brings in others, or where there is none. */
export function namedIn(template: string | undefined): Named {
  if (template === undefined) return EVERYTHING;
  const known = lookedThrough.get(template);
  if (known !== undefined) return known;
  const named = /\{%-?\s*(render|include|layout)\b/.test(template) ? EVERYTHING : lookedIn(template);
  if (lookedThrough.size >= REMEMBERED) lookedThrough.clear();
  lookedThrough.set(template, named);
  return named;
}

function lookedIn(template: string): Named {
  // `update.actions` is a field of an update, not the incident's actions
  const names = NAMEABLE.map((word) => [word, new RegExp(`(?<![.\\w])${word}\\b`).test(template)] as const);
  return { ...EVERYTHING, ...Object.fromEntries(names), whole: /\.text\b|\[/.test(template) };
}
