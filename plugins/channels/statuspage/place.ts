import * as z from 'zod';
import { Id, placeFields } from '#core/playbook/words';

/** A public status page, by its id at Statuspage. */
export const StatuspagePlace = z.strictObject({
  tool: z.literal('statuspage'),
  page: Id,
  components: z
    .record(Id, z.array(Id).min(1))
    .default({})
    .meta({ description: 'The ids of the components that show each service of the playbook' }),
  /** Name of the secret that holds the API key. */
  secret: Id,
  ...placeFields,
});
export type StatuspagePlace = z.infer<typeof StatuspagePlace>;
