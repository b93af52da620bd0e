import * as z from 'zod';
import type { Signal } from '#core/incident/signal';
import type { Allowed } from '../allowed.ts';
import { aboutOf, type Labels } from '../labels.ts';
import { faultsAt, MaybeText, ofSeconds, type Read, readOne, Time } from '../read.ts';
import type { Arrival } from '../source.ts';

const said = MaybeText;
const id = z.union([z.string().min(1), z.int().transform(String)]);
const Outer = z.looseObject({
  action: z.string(),
  data: z.looseObject({}),
  installation: z.looseObject({ uuid: z.string() }),
});

/** A webhook of Sentry's integration platform, by its outer form. */
export const isHook = (raw: unknown): boolean => Outer.safeParse(raw).success;

/** An event that made an alert rule for issues act (docs.sentry.io, issue alerts). */
const EventAlert = z.looseObject({
  event: z.looseObject({
    issue_id: id,
    title: said,
    culprit: said,
    level: said,
    environment: said,
    /** `…/projects/<organisation>/<project>/events/…`: the project is otherwise only a number. */
    url: said,
    web_url: said,
    datetime: Time,
    /** When Sentry took it, by its own clock and not by that of a browser. */
    received: z.number().optional().catch(undefined),
    tags: z
      .array(z.tuple([z.string(), z.unknown()]))
      .default([])
      .catch([]),
  }),
  triggered_rule: said,
});
/** An alert rule over a number that changed its state (metric alerts). */
const MetricAlert = z.looseObject({
  metric_alert: z.looseObject({
    id,
    title: said,
    projects: z.array(z.string()).default([]),
    date_started: Time.nullish(),
    date_detected: Time.nullish(),
    date_created: Time,
    date_closed: Time.nullish(),
    alert_rule: z.looseObject({ name: said, environment: said }).nullish(),
  }),
  description_title: said,
  description_text: said,
  web_url: said,
});
/** An issue that a person, or Sentry, has dealt with (issues). */
const IssueChange = z.looseObject({
  issue: z.looseObject({
    id,
    title: said,
    level: said,
    lastSeen: Time,
    project: z.looseObject({ slug: said }).nullish(),
  }),
});

/** Labels that are there, with their texts. */
const labelsOf = (labels: Record<string, unknown>): Labels =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
const words = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(': ');

/** Reads a webhook. Alert rules fire; a resolved metric alert, and an issue that was resolved or archived, recover. All else opens nothing. */
export function readHook(raw: unknown, allowed: Allowed, { headers }: Arrival): Read {
  const { data: hook, error } = Outer.safeParse(raw);
  if (error !== undefined) return { signals: [], ignored: 0, faults: faultsAt([], error) };
  const { action, data } = hook;
  const stamp = headers['sentry-hook-timestamp'] ?? '';
  // when Sentry sent it: states that follow one another have no other time of their own
  const sent = /^\d{1,11}$/.test(stamp) ? ofSeconds(Number(stamp)) : undefined;
  if ('metric_alert' in data)
    return readOne(MetricAlert, data, ['data'], (one) => ofMetric(one, action, sent, allowed));
  if ('event' in data && action === 'triggered')
    return readOne(EventAlert, data, ['data'], (one) => ofEvent(one, allowed));
  if ('issue' in data && ['resolved', 'archived', 'ignored'].includes(action))
    return readOne(IssueChange, data, ['data'], (one) => ofIssue(one, action, sent, allowed));
  return { signals: [], ignored: 1, faults: [] };
}

const issueKey = (issue: string) => `sentry/issue/${issue}`;

function ofEvent({ event, triggered_rule: alert }: z.infer<typeof EventAlert>, allowed: Allowed): Signal {
  const { level, environment, culprit, web_url: link } = event;
  const title = event.title ?? `issue ${event.issue_id}`;
  const [, project] = /\/projects\/[^/]+\/([^/]+)\//.exec(event.url ?? '') ?? [];
  const labels = labelsOf({ ...Object.fromEntries(event.tags), level, environment, project, alert });
  return {
    source: 'sentry',
    key: issueKey(event.issue_id),
    state: 'firing',
    at: (event.received === undefined ? undefined : ofSeconds(event.received)) ?? event.datetime,
    began: event.datetime,
    title,
    ...aboutOf(alert ?? '', labels, allowed),
    summary: words(alert, [culprit, link].filter((part) => part !== undefined).join(' ') || title),
  };
}

function ofMetric(
  { metric_alert: m, description_title: said, description_text: text, web_url: link }: z.infer<typeof MetricAlert>,
  action: string,
  sent: string | undefined,
  allowed: Allowed,
): Signal | { path: string; message: string } | undefined {
  if (!['critical', 'warning', 'resolved'].includes(action))
    return { path: 'action', message: `expected critical, warning or resolved, not ${action.slice(0, 40)}` };
  const [project] = m.projects;
  const alert = m.alert_rule?.name;
  const environment = m.alert_rule?.environment;
  const detected = m.date_detected ?? m.date_created;
  const over = action === 'resolved';
  return {
    source: 'sentry',
    key: `sentry/metric/${m.id}`,
    state: over ? 'recovered' : 'firing',
    at: sent ?? (over ? (m.date_closed ?? detected) : detected),
    began: m.date_started ?? detected,
    title: alert ?? said ?? m.title ?? `metric alert ${m.id}`,
    ...aboutOf(alert ?? '', labelsOf({ level: action, project, environment, alert }), allowed),
    summary: words(said ?? m.title ?? action, [text, link].filter((part) => part !== undefined).join(' ') || undefined),
  };
}

function ofIssue(
  { issue }: z.infer<typeof IssueChange>,
  action: string,
  sent: string | undefined,
  allowed: Allowed,
): Signal {
  const title = issue.title ?? `issue ${issue.id}`;
  return {
    source: 'sentry',
    key: issueKey(issue.id),
    state: 'recovered',
    at: sent ?? issue.lastSeen,
    title,
    ...aboutOf('', labelsOf({ level: issue.level, project: issue.project?.slug }), allowed),
    summary: `${action} in Sentry: ${title}`,
  };
}
