import { readFileSync } from 'node:fs';
import type { Signal } from '#core/incident/signal';
import { sources } from '#plugins/sources/registry';
import { signalsOf } from '#plugins/sources/signals';
import { tracktion } from './story.ts';

/** A payload as CloudWatch sends it, from the fixtures. */
export const fieldCase = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/field-cases/${name}.json`, import.meta.url), 'utf8'));

/** The one signal of a payload where an alarm of any name may open incidents. */
export function signalOf(payload: unknown): Signal {
  const { playbook } = tracktion.pack;
  const services = Object.keys(playbook.services);
  const rules = playbook.detection.rules.map(({ id }) => id);
  const [signal, ...more] = signalsOf(sources, payload, {
    alarms: {},
    alarmPrefix: '',
    anyName: true,
    services,
    rules,
  });
  if (signal === undefined || more.length > 0) throw new Error('expected one signal');
  return signal;
}
