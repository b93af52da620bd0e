import * as z from 'zod';
import { digest, type Signal } from '#core/incident/signal';
import { canonical } from '#core/json';
import { own } from '#core/own';
import type { Allowed } from '../allowed.ts';
import { aboutOf } from '../labels.ts';
import { type Fault, faultsAt, type Read, readOne, Time, together } from '../read.ts';

const Words = z.record(z.string(), z.string());
const Alert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: Words,
  annotations: Words.default({}),
  startsAt: Time,
  /** Of an alert that still fires, when Alertmanager would take it for resolved; year 1 where it never would. */
  endsAt: Time,
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

function signalOf(alert: Alert, left: number, allowed: Allowed): Signal | Fault | undefined {
  const { status, labels, annotations, startsAt, endsAt, fingerprint } = alert;
  // what always fires, to show that alerting works, or only mutes other alerts (kube-prometheus' Watchdog and InfoInhibitor)
  if (own(labels, 'severity') === 'none') return undefined;
  const firing = status === 'firing';
  if (!firing && endsAt < startsAt)
    return { path: 'endsAt', message: `expected a time after startsAt (${startsAt}), as the alert is resolved` };
  const name = own(labels, 'alertname') ?? 'alert';
  const value = firing ? numberIn(own(annotations, 'value')) : undefined;
  return {
    source: 'alertmanager',
    // the same of all members of a cluster, and of every repeat; older ones left it out, and make it of the labels too
    key: `alertmanager/${fingerprint === '' ? digest(canonical(labels)) : fingerprint}`,
    state: firing ? 'firing' : 'recovered',
    at: firing ? startsAt : endsAt,
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
  return together(
    data.alerts.map((alert, n) => readOne(Alert, alert, ['alerts', n], (one) => signalOf(one, left, allowed))),
  );
}
