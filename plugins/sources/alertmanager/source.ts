import { httpSource } from '../http-source.ts';
import { bySharedSecret } from '../verify.ts';
import { isNotification, readNotification } from './alerts.ts';
import { samples } from './samples.ts';

/** Notifications of Prometheus' Alertmanager, which signs nothing: `http_config` shows the secret as a bearer token or a password. */
export const alertmanager = httpSource({
  source: 'alertmanager',
  title: 'Alertmanager notification',
  recognises: isNotification,
  read: readNotification,
  verify: bySharedSecret,
  recovery: 'told',
  samples,
});
