import * as z from 'zod';
import { Id, placeFields } from '#core/playbook/words';
import { siteAt } from '../site.ts';
import { isWeb } from '../wording.ts';

/** The organisation's own application: what its users see inside it while an incident lasts. */
export const InAppPlace = z.strictObject({
  tool: z.literal('in-app'),
  base: siteAt('https://api.example.com').meta({ description: 'Address of the API of the application, over https' }),
  path: z
    .string()
    .regex(/^(?:\/[\w~.-]+)+$/, 'a path below the address, such as /notices')
    .meta({
      description:
        'Where its notices are: one is put at `<path>/<incident>`, changed there, and deleted at the end. Two places have two paths',
    }),
  secret: Id.meta({ description: 'Name of the secret with the bearer token' }),
  link: z
    .string()
    .max(500)
    .refine(isWeb, 'an address of the web')
    .optional()
    .meta({ description: 'The page to which the notice leads, such as that of the status' }),
  ...placeFields,
});
export type InAppPlace = z.infer<typeof InAppPlace>;
