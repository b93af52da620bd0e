import * as z from 'zod';
import type { Signal } from '#core/incident/signal';
import { isRecord } from '#core/json';
import type { Allowed } from '../allowed.ts';
import { aboutOf } from '../labels.ts';
import { MaybeText, type Read, readEach, readOne, Time } from '../read.ts';
import type { Arrival } from '../source.ts';

/** A signal in words of our own: what a mapping gives, and what a tool may post that can choose its words. */
const Given = z.strictObject({
  /** The same for all that is said of one alert. */
  key: z.string().min(1),
  state: z.enum(['firing', 'recovered', 'suppressed', 'unknown', 'ignored']),
  /** When it came into this state, by the source's own clock. */
  at: Time,
  began: Time.optional(),
  title: z.string().min(1),
  summary: MaybeText,
  value: z.number().optional(),
  service: MaybeText,
  rule: MaybeText,
  labels: z.record(z.string(), z.string()).default({}),
});
type Given = z.infer<typeof Given>;

/** Signals in our own words, by their outer form. */
export const isGiven = (raw: unknown): boolean =>
  isRecord(raw) && (Array.isArray(raw['signals']) || ('key' in raw && 'state' in raw && 'title' in raw));

function signalOf(
  { state, labels, service, rule, key, summary, ...given }: Given,
  name: string,
  allowed: Allowed,
): Signal | undefined {
  if (state === 'ignored') return undefined;
  const { at, began, title, value } = given;
  const about = aboutOf(title, { ...labels, ...(service && { service }), ...(rule && { rule }) }, allowed);
  return {
    source: name,
    key: `${name}/${key}`,
    state,
    at,
    ...(began === undefined ? {} : { began }),
    title,
    ...about,
    ...(value === undefined ? {} : { value }),
    summary: summary ?? title,
  };
}

/** Reads one signal, a list of them, or a list under `signals`. */
export function readGiven(raw: unknown, allowed: Allowed, { name }: Arrival): Read {
  const listed = isRecord(raw) && Array.isArray(raw['signals']) ? raw['signals'] : Array.isArray(raw) ? raw : undefined;
  if (listed === undefined) return readOne(Given, raw, [], (one) => signalOf(one, name, allowed));
  const path = Array.isArray(raw) ? [] : ['signals'];
  return readEach(listed, (one, n) => readOne(Given, one, [...path, n], (given) => signalOf(given, name, allowed)));
}
