import * as z from 'zod';
import { Playbook } from './schema.ts';
import { StoredRunbook } from './stored-runbook.ts';

/** A playbook as it is pinned to incidents: rules, runbooks, templates, and where each rule stands in its file. */
export const Pack = z.object({
  v: z.literal(1),
  /** SHA-256 of what follows, hex, first 32 characters. */
  hash: z.string(),
  playbook: Playbook,
  runbooks: z.record(z.string(), StoredRunbook),
  templates: z.record(z.string(), z.string()),
  /** Certificates by file, which `ca` of checks and actions names; those of the deployed pack are used, never the pinned. */
  certificates: z.record(z.string(), z.string()).optional(),
  /** Dotted path of a rule in the playbook to `file:line`. */
  places: z.record(z.string(), z.string()),
});
export type Pack = z.infer<typeof Pack>;
export type { People } from './people.ts';
