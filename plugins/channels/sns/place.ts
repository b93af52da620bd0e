import * as z from 'zod';
import { Id, placeFields } from '#core/playbook/words';

/** An SNS topic by the name that the app gives it. */
export const SnsPlace = z.strictObject({ tool: z.literal('sns'), topic: Id, ...placeFields });
