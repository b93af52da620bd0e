import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import { iso } from '#core/incident/time';
import { type Allowed, watchedBy } from '#plugins/sources/allowed';

const Time = z.iso.datetime({ offset: true, error: 'expected a time such as 2026-03-11T14:02:00Z' });
const Alert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: z.looseObject({ alertname: z.string().min(1), service: z.string().optional() }),
  annotations: z.looseObject({ summary: z.string().optional(), value: z.string().optional() }).default({}),
  startsAt: Time,
  /** Of an alert that still fires, when Alertmanager would take it for resolved. */
  endsAt: Time,
  fingerprint: z.string().min(1),
});
type Alert = z.infer<typeof Alert>;
const Notification = z.looseObject({ version: z.literal('4'), alerts: z.array(Alert).min(1) });
const Outer = z.looseObject({ version: z.literal('4'), groupKey: z.string(), alerts: z.unknown() });

/** Version 4 of the webhook's payload, by its outer form. */
export const isNotification = (raw: unknown): boolean => Outer.safeParse(raw).success;

const numberIn = (text: string | undefined): number | undefined =>
  text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);

const signalOf = (alert: Alert, allowed: Allowed): Signal[] => {
  const { status, labels, annotations, startsAt, endsAt, fingerprint } = alert;
  const watched = watchedBy(labels.alertname, allowed);
  if (watched === undefined) return [];
  const value = numberIn(annotations.value);
  const named = allowed.services.includes(labels.service ?? '') ? { service: labels.service } : {};
  const signal: Signal = {
    source: 'alertmanager',
    // repeats of one alert have its fingerprint and its start, so they are one signal
    key: `alertmanager/${fingerprint}`,
    state: status === 'firing' ? 'firing' : 'recovered',
    at: iso(new Date(status === 'firing' ? startsAt : endsAt)),
    began: iso(new Date(startsAt)),
    title: labels.alertname,
    ...named,
    ...watched,
    ...(value === undefined ? {} : { value }),
    summary: (annotations.summary ?? labels.alertname).slice(0, 1023),
  };
  return [signal];
};

/** The signals of a notification: one for each alert whose name may open incidents. Throws `InvalidInput` that names every wrong field. */
export function alertSignals(raw: unknown, allowed: Allowed): Signal[] {
  const { data, error } = Notification.safeParse(raw);
  if (error !== undefined)
    throw new InvalidInput(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return data.alerts.flatMap((alert) => signalOf(alert, allowed));
}
