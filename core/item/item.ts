import * as z from 'zod';

/** An action item, wherever it is stored or shown: what is left to do after an incident. */
export const Item = z.object({
  id: z.string(),
  title: z.string(),
  priority: z.string(),
  /** A person, target or role, or a word that means none of them. */
  owner: z.string(),
  /** A day of the calendar, in the playbook's zone. */
  due: z.string(),
  status: z.enum(['open', 'done']),
  category: z.string(),
  horizon: z.string(),
  /** Ids of the items that must be done before it. */
  dependsOn: z.array(z.string()).default([]),
});
export type Item = z.infer<typeof Item>;
