import * as z from 'zod';
import { digest, type Signal } from '#core/incident/signal';
import { iso } from '#core/incident/time';
import { canonical } from '#core/json';
import { own } from '#core/own';
import type { Allowed } from '../allowed.ts';
import { aboutOf } from '../labels.ts';
import { type Fault, faultsAt, type Read, readEach, readOne, Time } from '../read.ts';

const Words = z.record(z.string(), z.string());
const Alert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: Words,
  annotations: Words.default({}),
  startsAt: Time,
  /** Of an alert that still fires, when Alertmanager would take it for resolved; year 1 where it never would. */
  endsAt: z.unknown().optional(),
  fingerprint: z.string().default(''),
});
type Alert = z.infer<typeof Alert>;

/** Version 4 of the webhook's payload (prometheus.io/docs/alerting, webhook_config). */
const Notification = z.looseObject({
  version: z.literal('4', { error: 'expected "4", the version of the webhook of Alertmanager since 0.5' }),
  groupKey: z.string(),
  truncatedAlerts: z.number().default(0),
  alerts: z.array(z.unknown()),
});
const Outer = z.looseObject({ version: z.literal('4'), groupKey: z.string(), alerts: z.unknown() });

/** A notification, by its outer form. */
export const isNotification = (raw: unknown): boolean => Outer.safeParse(raw).success;

/** `{{ $value }}` as a rule's annotation spells it. */
function numberIn(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function summaryOf({ annotations }: Alert, name: string, left: number): string {
  const said = [own(annotations, 'summary'), own(annotations, 'description') ?? own(annotations, 'message')];
  const words = said.filter((one) => one !== undefined && one !== '').join(': ') || name;
  return left === 0 ? words : `${words} (Alertmanager left ${left} more alerts of this group out)`;
}

/** What is over is over after it began, whatever the clocks of Prometheus and Alertmanager say: else it would be the older news. */
const overAt = (startsAt: string, endsAt: string): string =>
  iso(new Date(Math.max(Date.parse(endsAt), Date.parse(startsAt) + 1)));

function signalOf(alert: Alert, left: number, allowed: Allowed): Signal | Fault | undefined {
  const { status, labels, annotations, startsAt, fingerprint } = alert;
  // what always fires, to show that alerting works, or only mutes other alerts (kube-prometheus' Watchdog and InfoInhibitor)
  if (own(labels, 'severity') === 'none') return undefined;
  const firing = status === 'firing';
  const ended = firing ? undefined : Time.safeParse(alert.endsAt);
  if (ended?.success === false) return { path: 'endsAt', message: ended.error.issues[0]?.message ?? 'expected a time' };
  const name = own(labels, 'alertname') ?? 'alert';
  const value = firing ? numberIn(own(annotations, 'value')) : undefined;
  return {
    source: 'alertmanager',
    // the same of all members of a cluster, and of every repeat; older ones left it out, and make it of the labels too
    key: `alertmanager/${fingerprint === '' ? digest(canonical(labels)) : fingerprint}`,
    state: firing ? 'firing' : 'recovered',
    at: ended === undefined ? startsAt : overAt(startsAt, ended.data),
    began: startsAt,
    title: name,
    ...aboutOf(name, labels, allowed),
    ...(value === undefined ? {} : { value }),
    summary: summaryOf(alert, name, left),
  };
}

/** Every alert of a group is a signal, whatever the group's own status. */
export function readNotification(raw: unknown, allowed: Allowed): Read {
  const { data, error } = Notification.safeParse(raw);
  if (error !== undefined) return { signals: [], ignored: 0, faults: faultsAt([], error) };
  const left = data.truncatedAlerts;
  return readEach(data.alerts, (alert, n) =>
    readOne(Alert, alert, ['alerts', n], (one) => signalOf(one, left, allowed)),
  );
}
