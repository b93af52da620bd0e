import * as z from 'zod';
import { Added, Id } from '#core/playbook/words';

/** A public status page, by its id at Statuspage. */
export const StatuspagePlace = z.strictObject({
  tool: z.literal('statuspage'),
  page: Id,
  /** Name of the secret that holds the API key. */
  secret: Id,
  added: Added.optional(),
});
