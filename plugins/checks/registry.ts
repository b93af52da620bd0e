import { certificate } from './certificate/check.ts';
import type { CheckPlugin } from './check.ts';
import { cloudwatch } from './cloudwatch/check.ts';
import { dns } from './dns/check.ts';
import { http } from './http/check.ts';
import { logs } from './logs/check.ts';
import { promql } from './promql/check.ts';
import { sql } from './sql/check.ts';

/** Every check that a playbook may use. */
export const checks: readonly CheckPlugin[] = [http, promql, cloudwatch, logs, certificate, dns, sql];
