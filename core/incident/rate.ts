import { doDue } from './due.ts';
import { changeSeverity } from './rating.ts';
import type { Turn } from './turn.ts';

/** Changes the severity, and does at once what is past by that while unresolved (rule G8). */
export function rate(t: Turn, severity: string, by: string, because: string): void {
  const before = t.state.severity;
  changeSeverity(t, severity, by, because);
  if (t.state.severity !== before) doDue(t, t.context.now);
}
