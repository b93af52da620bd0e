import * as z from 'zod';
import { Id, placeFields } from '#core/playbook/words';

/** A channel of the server, as it stands in the channel's address. */
export const MattermostPlace = z.strictObject({
  tool: z.literal('mattermost'),
  channel: z.string().regex(/^[a-z0-9_-]{2,64}$/, "expected the name in the channel's address, such as town-square"),
  /** Name of the secret that holds the key of an incoming webhook. */
  secret: Id,
  ...placeFields,
});
