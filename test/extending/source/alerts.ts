import * as z from 'zod';
import type { Signal } from '#core/incident/signal';
import type { Allowed } from '#plugins/sources/allowed';
import { aboutOf } from '#plugins/sources/labels';
import { faultsAt, type Read, readEach, readOne, Time } from '#plugins/sources/read';

const Alert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()).default({}),
  startsAt: Time,
  /** Of an alert that still fires: year 1. */
  endsAt: Time,
  values: z.record(z.string(), z.number()).nullish(),
  fingerprint: z.string().min(1),
});
type Alert = z.infer<typeof Alert>;
const Notification = z.looseObject({ version: z.literal('1'), orgId: z.number(), alerts: z.array(z.unknown()).min(1) });
const Outer = z.looseObject({ version: z.literal('1'), orgId: z.number(), alerts: z.unknown() });

/** The webhook's payload, by its outer form. */
export const isNotification = (raw: unknown): boolean => Outer.safeParse(raw).success;

const signalOf = (alert: Alert, allowed: Allowed): Signal | undefined => {
  const { status, labels, annotations, startsAt, endsAt, values, fingerprint } = alert;
  const { alertname: name = 'alert', grafana_folder: folder } = labels;
  // what somebody sends to try the contact point
  if (name === 'TestAlert' && folder === undefined) return undefined;
  const [value] = Object.values(values ?? {});
  return {
    source: 'grafana',
    // repeats of one alert have its fingerprint and its start, so they are one signal
    key: `grafana/${fingerprint}`,
    state: status === 'firing' ? 'firing' : 'recovered',
    at: status === 'firing' ? startsAt : endsAt,
    began: startsAt,
    title: name,
    ...aboutOf(name, labels, allowed),
    ...(value === undefined ? {} : { value }),
    summary: annotations['summary'] ?? name,
  };
};

/** One signal for each alert; what is wrong with one takes none of the others with it. */
export function readNotification(raw: unknown, allowed: Allowed): Read {
  const { data, error } = Notification.safeParse(raw);
  if (error !== undefined) return { signals: [], ignored: 0, faults: faultsAt([], error) };
  return readEach(data.alerts, (one, n) => readOne(Alert, one, ['alerts', n], (alert) => signalOf(alert, allowed)));
}
