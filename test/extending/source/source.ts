import type { SourcePlugin } from '#plugins/sources/source';
import { alertSignals, isNotification } from './alerts.ts';
import { samples } from './samples.ts';

/** Notifications of Prometheus' Alertmanager (prometheus.io/docs/alerting): every alert of a group is a signal. */
export const alertmanager: SourcePlugin = {
  source: 'alertmanager',
  title: 'Alertmanager notification',
  recognises: isNotification,
  parse: alertSignals,
  recovery: 'told',
  samples,
};
