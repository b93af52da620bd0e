/** How a deployment signs people in: whose tokens it takes, which kind, and where in them the roles stand. */
export interface SignInSettings {
  issuer: string;
  /** `aud` of its tokens, or `client_id` where they have none, as access tokens of Cognito. */
  audience: string[];
  token: 'access' | 'id';
  /** The claim with the groups or roles: its name, and the names within it where it holds an object. */
  roleClaim: string[];
  /** The public client by which browser and command line sign in; absent: tokens come from elsewhere. */
  client?:
    | {
        id: string;
        scopes: string[];
        /** What the authorization request says besides. */
        parameters: Record<string, string>;
        /** The ports at which `http://localhost:PORT/callback` is registered. */
        ports: number[];
      }
    | undefined;
}

/** The claim in which roles are looked for where nothing else is said. */
export const defaultRoleClaim = 'cognito:groups';

/** A claim's name as people read it. */
export const claimName = (path: readonly string[]): string => path.join('.');
