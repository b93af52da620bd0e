import * as z from 'zod';
import type { Signal } from '#core/incident/signal';
import { own } from '#core/own';
import type { Allowed } from '../allowed.ts';
import { aboutOf } from '../labels.ts';
import { MaybeText, type Read, readOne, Time } from '../read.ts';

/** How many lines of a log fit a search within a window of time. */
const Count = z.strictObject({
  /** The name of the search: the same for every window. */
  search: z.string().min(1).max(200),
  /** `null`: it could not be counted, which says nothing of how many there are. */
  count: z.int().min(0).nullable(),
  from: Time.optional(),
  to: Time,
  /** More lines than this are too many. Left out, the threshold of the rule counts. */
  above: z.number().optional(),
  service: MaybeText,
  rule: MaybeText,
  labels: z.record(z.string(), z.string()).default({}),
  /** Some of the lines. */
  lines: z.array(z.string()).default([]),
});
type Count = z.infer<typeof Count>;
const Outer = z.looseObject({ search: z.string(), count: z.unknown(), to: z.unknown() });

/** A count, by its outer form. */
export const isCount = (raw: unknown): boolean =>
  Outer.safeParse(raw).success && 'count' in Object(raw) && 'to' in Object(raw);

/** Whether the count is too high is judged here, by the rule; so whoever counts says the same of every window and need not know the limit. */
function signalOf(one: Count, allowed: Allowed): Signal | { path: string; message: string } {
  const { search, count, from, to, service, rule, labels, lines } = one;
  const named = { ...labels, ...(service && { service }), ...(rule && { rule }) };
  const about = aboutOf(search, named, allowed);
  const above = one.above ?? allowed.ruleWords?.find(({ id }) => id === about.rule)?.threshold?.above;
  if (above === undefined)
    return {
      path: 'above',
      message:
        'expected a number, or the rule of the playbook whose threshold has one (rule, or the name of the search)',
    };
  const window = from === undefined ? `until ${to}` : `from ${from} to ${to}`;
  const firing = count !== null && count > above;
  const said =
    count === null
      ? `not counted ${window}`
      : `${count} lines ${window}, ${firing ? 'more than' : 'not more than'} ${above}`;
  return {
    source: 'log-count',
    key: `log-count/${own(named, 'service') ?? ''}/${search}`,
    state: count === null ? 'unknown' : firing ? 'firing' : 'recovered',
    at: to,
    ...(from === undefined ? {} : { began: from }),
    title: search,
    ...about,
    ...(count === null ? {} : { value: count }),
    summary: [said, ...lines.slice(0, 5)].join('\n'),
  };
}

/** Reads the count of one window. */
export const readCount = (raw: unknown, allowed: Allowed): Read =>
  readOne(Count, raw, [], (one) => signalOf(one, allowed));
