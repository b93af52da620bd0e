import type { SourcePlugin } from '../source.ts';
import { alarmSignals } from './alarm.ts';
import { isAlarm } from './change.ts';
import { samples } from './samples.ts';

/** Alarms of CloudWatch, by EventBridge, or as an alarm's action by SNS or Lambda. */
export const cloudwatch: SourcePlugin = {
  source: 'cloudwatch',
  title: 'CloudWatch alarm',
  recognises: isAlarm,
  parse: alarmSignals,
  recovery: 'told',
  samples,
};
