import { httpSource } from '#plugins/sources/http-source';
import { bySignatureIn } from '#plugins/sources/verify';
import { isNotification, readNotification } from './alerts.ts';
import { samples } from './samples.ts';

/** Notifications of Grafana's own alerting (grafana.com/docs, webhook notifier): every alert of a group is a signal. */
export const grafana = httpSource({
  source: 'grafana',
  title: 'Grafana notification',
  recognises: isNotification,
  read: readNotification,
  verify: bySignatureIn('x-grafana-alerting-signature'),
  recovery: 'told',
  samples,
});
