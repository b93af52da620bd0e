import { isCountedFrom, rulesOn } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import type { Event } from '#core/rules/rule';
import { keepTickets, takeDown } from '../tickets.ts';
import type { Happening, Turn } from '../turn.ts';
import { actOn } from './act.ts';
import { isKept, knownOf } from './known.ts';

/** Rules that act at an event: each looks at its condition once, now. What counts from the event begins to count. */
export function react(t: Turn, event: Event, because: string, happening: Happening): void {
  // the opening and each change of severity are clocks of their own
  if (event !== 'opened' && isCountedFrom(t.playbook, event))
    t.emit({ type: 'Done', key: `happened/${event}` }, because);
  const now = t.context.now.getTime();
  for (const rule of rulesOn(t.playbook, event)) {
    const once = `acted/${rule.id}/${event}`;
    if (happening.once === true && t.state.done[once] !== undefined) continue;
    if (isKept(t.state, t.playbook, rule, now) || !holds(rule.if, knownOf(t.state, t.playbook, now))) continue;
    if (happening.once === true) t.emit({ type: 'Done', key: once }, because);
    actOn(t, rule, event, because, happening);
  }
  keepTickets(t, event, because);
  takeDown(t, event, because);
}
