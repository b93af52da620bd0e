import { httpSource } from '../http-source.ts';
import { bySharedSecret } from '../verify.ts';
import { isChange, readChange } from './changes.ts';
import { samples } from './samples.ts';

/** Uptime monitors: Pingdom and Uptime Kuma. Neither signs; Kuma can show the secret in a header, Pingdom only in its address. */
export const uptime = httpSource({
  source: 'uptime',
  title: 'uptime monitor (Pingdom, Uptime Kuma)',
  recognises: isChange,
  read: readChange,
  verify: bySharedSecret,
  recovery: 'told',
  samples,
});
