/** What a token may do, the least first; each may do what those before it may. */
export const roles = ['viewer', 'responder', 'commander', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether a role is enough where another is asked for; no role is enough for nothing. */
export const isAtLeast = (role: Role | undefined, least: Role): boolean =>
  role !== undefined && roles.indexOf(role) >= roles.indexOf(least);
