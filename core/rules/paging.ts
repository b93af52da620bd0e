import { type Expanded, list } from './expand.ts';

/** Whom a rule pages, and by which channels where it says so. */
export const pagesOf = (rule: Pick<Expanded, 'do'>): { target: string; via?: string[] }[] =>
  rule.do.flatMap((action) => {
    if (!('page' in action)) return [];
    const via = action.via === undefined ? {} : { via: [...list(action.via)] };
    return list(action.page).map((target) => ({ target, ...via }));
  });

/** Whom a rule pages: targets and roles. */
export const pagedBy = (rule: Pick<Expanded, 'do'>): string[] => pagesOf(rule).map(({ target }) => target);
