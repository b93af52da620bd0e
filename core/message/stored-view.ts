import type { View } from './view.ts';

type Empty<T> = { [K in keyof T]-?: null extends T[K] ? K : never }[keyof T];
const none: Readonly<Record<Empty<View>, null>> = {
  verification: null,
  mitigation: null,
  fix: null,
  action: null,
  why: null,
  because: null,
  room: null,
  escalation: null,
  question: null,
  deadline: null,
  update: null,
  work: null,
  approval: null,
  digest: null,
  review: null,
  item: null,
  maintenance: null,
  metrics: null,
  timeline: null,
};
const noneOfIncident: Readonly<Record<Empty<View['incident']>, null>> = {
  reporter: null,
  service: null,
  serviceTitle: null,
  rule: null,
  category: null,
  previous: null,
  publicStatus: null,
  reopened: null,
  acknowledged: null,
  acknowledgedBy: null,
  resolved: null,
  closed: null,
  ended: null,
  endedAs: null,
};

/** A view as the row of its message keeps it: most of what a moment may have is null, and rows are paid by the kilobyte, several times over. */
export type StoredView = Omit<Partial<View>, 'incident'> & { incident: Partial<View['incident']> };

/** The service is kept also where there is none: a release before reads it as it stands. */
export function storedView(view: View): StoredView {
  const incident = present(view.incident);
  incident['service'] = view.incident.service;
  const stored = present(view);
  stored['incident'] = incident;
  return stored as StoredView;
}

/** The view of a stored message; those of releases before have every null. */
export const readView = (stored: StoredView): View =>
  ({ ...none, ...stored, incident: { ...noneOfIncident, ...stored.incident } }) as View;

function present(of: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(of)) {
    const value = (of as Record<string, unknown>)[name];
    if (value !== null) kept[name] = value;
  }
  return kept;
}
