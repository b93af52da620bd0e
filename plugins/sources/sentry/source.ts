import { httpSource } from '../http-source.ts';
import { bySignatureIn } from '../verify.ts';
import { isHook, readHook } from './hooks.ts';
import { samples } from './samples.ts';

/** Webhooks of an internal integration of Sentry, signed with its client secret. The time in their header is not part of what is signed. */
export const sentry = httpSource({
  source: 'sentry',
  title: 'Sentry webhook',
  recognises: isHook,
  read: readHook,
  reads: ['sentry-hook-timestamp'],
  verify: bySignatureIn('sentry-hook-signature'),
  recovery: 'told',
  samples,
});
