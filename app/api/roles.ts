/** What a token may do, the least first; each may do what those before it may. */
export const roles = ['viewer', 'responder', 'commander', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether a role reaches another; no role reaches none. */
export const reaches = (role: Role | undefined, least: Role): boolean =>
  role !== undefined && roles.indexOf(role) >= roles.indexOf(least);
