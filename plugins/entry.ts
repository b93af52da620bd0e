import type * as z from 'zod';
import { NotConfigured } from '#core/errors';

/**
 * An entry of a playbook by its kind's own schema. Incidents keep the playbook that they opened with, so that another release may have
 * written it: throws `NotConfigured` naming every field that does not fit.
 */
export function entryOf<S extends z.ZodType>(title: string, schema: S, entry: unknown): z.infer<S> {
  const parsed = schema.safeParse(entry);
  if (parsed.success) return parsed.data;
  throw new NotConfigured(`${title}: this release cannot read the stored entry: ${faultsOf(parsed.error)}`);
}

/** Every field that does not fit, with what is wrong with it. */
export const faultsOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || '(root)'}: ${message}`).join('; ');
