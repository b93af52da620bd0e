import * as z from 'zod';
import { parsedJson } from '#core/json';

const ReasonData = z.object({
  startDate: z.string().optional(),
  recentDatapoints: z.array(z.number().nullable()).optional(),
  evaluatedDatapoints: z.array(z.object({ timestamp: z.string().optional(), value: z.number().optional() })).optional(),
  threshold: z.number().optional(),
});
export type ReasonData = z.infer<typeof ReasonData>;

/** reasonData comes from AWS as JSON text; an alarm set by hand may carry anything, which is then no data. */
export const reasonData = (text: string | undefined): ReasonData | undefined =>
  text === undefined ? undefined : ReasonData.safeParse(parsedJson(text)).data;

interface Datapoint {
  value: number;
  /** Undefined in the texts of before 2017, whose datapoints have no times. */
  at: number | undefined;
}

/**
 * The value behind an alarm's change: the newest datapoint that its reason lists, because EventBridge and SNS send the same reason;
 * without one in the reason, the newest of the reason data that crossed. Undefined where nothing was measured.
 */
export function valueOf(reason: string, data: ReasonData | undefined): number | undefined {
  const listed = newest(listedIn(reason));
  if (listed !== undefined) return listed.value;
  const measured = measuredIn(data);
  const limit = data?.threshold;
  const [, not, side] = /\b(not )?(greater|less) than\b/.exec(reason) ?? [];
  const beyond =
    limit === undefined || side === undefined || not !== undefined
      ? []
      : measured.filter(({ value }) => (side === 'less' ? value <= limit : value >= limit));
  return (newest(beyond) ?? newest(measured))?.value;
}

/** Whether an alarm changed because there was nothing to measure: its OK is then no recovery. */
export function nothingMeasured(reason: string): boolean {
  if (/no datapoints were received|No data was returned|No time series were returned/i.test(reason)) return true;
  return (
    /missing datapoints? (?:was|were) treated as \[/.test(reason) && !/\b\d+ (?:out of .*?)?datapoints?\b/.test(reason)
  );
}

const number = String.raw`-?\d+(?:\.\d+)?(?:E[+-]?\d+)?`;
const datapoint = new RegExp(String.raw`^(${number})(?: \((\d\d)/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)\))?$`, 'i');

/**
 * The datapoints of a reason in CloudWatch's own words: `Threshold Crossed: … [41.0 (25/03/26 03:08:00), …] …`, or, as it was written
 * before, `… 1 datapoint (8.6E8) …`. Limits stand in brackets too, and counts and dates are everywhere else.
 */
function listedIn(reason: string): Datapoint[] {
  const crossed = /^Thresholds? Crossed:(.*)/m.exec(reason)?.[1] ?? '';
  const withoutLimits = crossed.replaceAll(/thresholds? (?:\[[^\]]*\]|\([^)]*\))/g, '');
  for (const [, bracketed, parenthesised] of withoutLimits.matchAll(/\[([^\]]*)\]|datapoints? \(([^)]*)\)/g)) {
    const found = (bracketed ?? parenthesised ?? '').split(/,\s*/).map(asDatapoint);
    if (found.every((one) => one !== undefined)) return found;
  }
  return [];
}

function asDatapoint(text: string): Datapoint | undefined {
  const match = datapoint.exec(text.trim());
  if (match === null) return undefined;
  const [, value, day, month, year, ...time] = match;
  const at = day === undefined ? undefined : Date.parse(`20${year}-${month}-${day}T${time.join(':')}Z`);
  return { value: Number(value), at };
}

/** Evaluated datapoints have times and come in any order; recent ones have none and come oldest first. */
function measuredIn(data: ReasonData | undefined): Datapoint[] {
  const evaluated = (data?.evaluatedDatapoints ?? []).flatMap(({ value, timestamp }) =>
    value === undefined ? [] : [{ value, at: timestamp === undefined ? undefined : Date.parse(timestamp) }],
  );
  if (evaluated.length > 0) return evaluated;
  return (data?.recentDatapoints ?? [])
    .flatMap((value) => (value === null ? [] : [{ value, at: undefined }]))
    .reverse();
}

/** The one with the latest time; the first where they have none. */
const newest = (datapoints: readonly Datapoint[]): Datapoint | undefined =>
  datapoints.reduce<Datapoint | undefined>(
    (best, one) => (best === undefined || (one.at ?? 0) > (best.at ?? 0) ? one : best),
    undefined,
  );
