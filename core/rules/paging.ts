import { type Expanded, list } from './expand.ts';

/** Whom a rule pages: targets and roles. */
export const pagedBy = (rule: Pick<Expanded, 'do'>): string[] =>
  rule.do.flatMap((action) => ('page' in action ? list(action.page) : []));
