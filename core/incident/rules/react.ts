import { isCountedFrom, rulesOn } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import type { Event } from '#core/rules/rule';
import type { Happening, Turn } from '../turn.ts';
import { actOn } from './act.ts';
import { hasActed, isKept, knownOf } from './known.ts';

/** Rules that act at an event: each looks at its condition once, now. What counts from the event begins to count. */
export function react(t: Turn, event: Event, because: string, happening: Happening): void {
  if (isCountedFrom(t.playbook, event)) t.emit({ type: 'Done', key: `happened/${event}` }, because);
  const now = t.context.now.getTime();
  for (const rule of rulesOn(t.playbook, event)) {
    if (happening.once === true && hasActed(t.state, rule.id)) continue;
    if (isKept(t.state, rule.unless, now) || !holds(rule.if, knownOf(t.state, now))) continue;
    actOn(t, rule, event, because, happening);
  }
}
