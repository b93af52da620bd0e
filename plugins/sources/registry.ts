import { alertmanager } from './alertmanager/source.ts';
import { cloudwatch } from './cloudwatch/source.ts';
import { customerReport } from './customer-report/source.ts';
import { json } from './json/source.ts';
import { logCount } from './log-count/source.ts';
import { sentry } from './sentry/source.ts';
import type { SourcePlugin } from './source.ts';
import { uptime } from './uptime/source.ts';

/** Every source of signals. */
export const sources: readonly SourcePlugin[] = [
  cloudwatch,
  alertmanager,
  sentry,
  uptime,
  logCount,
  customerReport,
  json,
];
