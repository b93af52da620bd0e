import type { Turn } from '../turn.ts';
import type { DueRule } from './due.ts';

/** A rule is passed over as if it had acted: a lowering makes nothing due at once. */
export function skip(t: Turn, { rule, start, n, due }: DueRule, because: string): void {
  t.emit({ type: 'RuleSkipped', rule: rule.id, start, n: n + 1, due }, because);
}
