import * as z from 'zod';

const text = z.string().min(1);

/** How a deployment signs people in: whose tokens it takes, which kind, and where in them the roles stand. */
export const SignInSettings = z.strictObject({
  issuer: text,
  /** `aud` of its tokens, or `client_id` where they have none, as access tokens of Cognito. */
  audience: z.array(text).min(1),
  token: z.enum(['access', 'id']),
  /** The claim with the groups or roles: its name, and the names within it where it holds an object. */
  roleClaim: z.array(text).min(1),
  /** The public client by which browser and command line sign in; absent: tokens come from elsewhere. */
  client: z
    .strictObject({
      id: text,
      scopes: z.array(text).min(1),
      /** What the authorization request says besides. */
      parameters: z.record(text, z.string()),
      /** The ports at which `http://localhost:PORT/callback` is registered. */
      ports: z.array(z.int().min(1024).max(65535)).min(1),
    })
    .optional(),
});
export type SignInSettings = z.infer<typeof SignInSettings>;

/** The claim in which roles are looked for where nothing else is said. */
export const defaultRoleClaim = 'cognito:groups';

/** A claim's name as people read it. */
export const claimName = (path: readonly string[]): string => path.join('.');
