import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { rate } from './rate.ts';
import { raisesBySignal, rateByRule } from './rating.ts';
import type { Signal } from './signal.ts';
import type { Incident } from './state.ts';
import type { Turn } from './turn.ts';

/** The severity that the playbook gives a signal, with the reason and the place of its rule. */
export function rateSignal(
  playbook: Playbook,
  { rule: id, service, value }: Pick<Signal, 'rule' | 'service' | 'value'>,
  facts: Incident['facts'] = {},
): { severity: string; because: string; path: string } {
  const index = playbook.detection.rules.findIndex((r) => r.id === id);
  const rule = playbook.detection.rules[index];
  if (rule === undefined) {
    const { severity } = playbook.detection.otherwise;
    return { severity, because: 'no detection rule of the playbook applies', path: 'detection.otherwise' };
  }
  const critical = own(playbook.services, service)?.critical === true;
  return { ...rateByRule(rule, critical, value, facts), path: `detection.rules.${index}` };
}

/** A signal raises the severity to what its rule gives; what a person set stands until a source rates worse than it did then. */
export function raiseBySignal(t: Turn, signal: Signal): void {
  const { severity, because, path } = rateSignal(t.playbook, signal, t.state.facts);
  if (raisesBySignal(t.state, t.playbook, severity, t.context.now.getTime()))
    rate(t, severity, 'rule', t.because(because, path));
}
