import { isRecord } from '#core/json';
import type { Written } from '../../core/random-playbooks/playbook.ts';

/** A leaf's place in all files of a playbook. */
export type Place = readonly (string | number)[];
/** What a leaf is changed to that is left out. */
export const gone = Symbol('gone');

export const valueAt = (whole: unknown, at: Place): unknown =>
  at.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], whole);

/** `playbook.rules.0.id` as a place. */
export const placeOf = (at: string): Place => at.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));

export function changedAt(whole: Written, at: Place, value: unknown): Written {
  const copy = structuredClone(whole);
  const owner = valueAt(copy, at.slice(0, -1));
  const key = at.at(-1) ?? '';
  if (value !== gone) (owner as Record<string | number, unknown>)[key] = structuredClone(value);
  else if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else if (isRecord(owner)) delete owner[key];
  return copy;
}
