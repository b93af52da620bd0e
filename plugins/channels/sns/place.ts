import * as z from 'zod';
import { Added, Id } from '#core/playbook/words';

/** An SNS topic by the name that the app gives it. */
export const SnsPlace = z.strictObject({ tool: z.literal('sns'), topic: Id, added: Added.optional() });
