import * as z from 'zod';
import type { Signal } from '#core/incident/signal';
import type { Allowed } from '../allowed.ts';
import { aboutOf } from '../labels.ts';
import { MaybeText, type Read, readOne, Time } from '../read.ts';

/** What a customer reports, from a form or a help desk. */
const Report = z.strictObject({
  /** The help desk's own id of it: every change of a report has the same. */
  reportId: z.string().min(1).max(200),
  /** `spam` is for what turned out to be none. */
  status: z.enum(['open', 'solved', 'spam']).default('open'),
  /** When it was reported, or when its status changed. */
  at: Time,
  title: z.string().min(1),
  text: MaybeText,
  reporter: MaybeText,
  service: MaybeText,
  rule: MaybeText,
  labels: z.record(z.string(), z.string()).default({}),
});
type Report = z.infer<typeof Report>;
const Outer = z.looseObject({ reportId: z.string(), title: z.unknown() });

/** A report, by its outer form. */
export const isReport = (raw: unknown): boolean => Outer.safeParse(raw).success;

function signalOf(report: Report, allowed: Allowed): Signal | undefined {
  const { reportId, status, at, title, text, reporter, service, rule, labels } = report;
  if (status === 'spam') return undefined;
  const named = { ...labels, ...(service && { service }), ...(rule && { rule }) };
  const said = text ?? title;
  return {
    source: 'customer-report',
    key: `customer-report/${reportId}`,
    state: status === 'open' ? 'firing' : 'recovered',
    at,
    title,
    ...aboutOf('', named, allowed),
    summary: reporter === undefined ? said : `${reporter}: ${said}`,
  };
}

/** Reads one report. */
export const readReport = (raw: unknown, allowed: Allowed): Read =>
  readOne(Report, raw, [], (report) => signalOf(report, allowed));
