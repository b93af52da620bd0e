import * as z from 'zod';
import { Id, placeFields } from '#core/playbook/words';

/** A service of PagerDuty, by the secret that holds its routing key. */
export const PagerdutyPlace = z.strictObject({ tool: z.literal('pagerduty'), secret: Id, ...placeFields });
