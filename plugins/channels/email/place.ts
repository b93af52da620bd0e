import * as z from 'zod';
import { placeFields } from '#core/playbook/words';

/** Mail addresses, and the verified sender that writes to them. */
export const EmailPlace = z.strictObject({
  tool: z.literal('email'),
  from: z.email(),
  to: z.array(z.email()).min(1),
  ...placeFields,
});
