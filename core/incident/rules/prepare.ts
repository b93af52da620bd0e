import { render } from '#core/message/render';
import { type Expanded, list } from '#core/rules/expand';
import { viewOf } from '../../message/incident-view.ts';
import type { Turn } from '../turn.ts';
import type { Acting } from './does.ts';

/** The texts that a rule prepares for people to use word by word, by task, as they read now; nothing where it prepares none. */
export function preparedBy(
  t: Turn,
  rule: Expanded,
  { moment, told: because, with: more }: Pick<Acting, 'moment' | 'told' | 'with'>,
): { texts?: Record<string, string> } {
  const texts = rule.do.flatMap((action) => {
    if (!('task' in action) || action.template === undefined) return [];
    const view = viewOf(t, moment, { because, ...more(list(action.task)) });
    const { subject, text } = render(t.context.pack, action.template, view);
    return [[action.item, subject === undefined ? text : `${subject}\n${text}`] as const];
  });
  return texts.length === 0 ? {} : { texts: Object.fromEntries(texts) };
}
