import type { IConstruct } from 'constructs';
import type { Role } from '#app/api/roles';
import { ports } from '#app/sign-in/redirect';
import { defaultRoleClaim, type SignInSettings } from '#app/sign-in/settings';
import { DoesNotFit } from './does-not-fit.ts';

/** The issuer whose tokens the API accepts. Roles come from a claim of theirs. */
export interface SignIn {
  /** The issuer's URL, below which `/.well-known/openid-configuration` is served. */
  readonly issuer: string;
  /** The client ids whose tokens are accepted. */
  readonly audience: string[];
  /**
   * The role of each group, by the group's whole name as the issuer has it; the highest counts, and a group that is not named has none.
   * @default the groups viewer, responder, commander and admin have the role of their name
   */
  readonly groupRoles?: Record<string, Role>;
  /**
   * The claim with a person's groups or roles: its name, or a path of names where it lies within an object, as `['realm_access', 'roles']`.
   * @default cognito:groups
   */
  readonly roleClaim?: string | string[];
  /** Which token of a sign-in the API takes; the other is refused. Take `id` only where the role claim stands in no access token. @default access */
  readonly token?: 'access' | 'id';
  /** The public client by which `tocsin login` and the board sign people in. @default none: tokens come from elsewhere, and nobody signs in at the board */
  readonly client?: SignInClient;
}

/** A public client (no secret, authorization code with PKCE) at the issuer, with `http://localhost:PORT/callback` registered for each port, and for the board `boardUrl` with `/sign-in/callback`. */
export interface SignInClient {
  /** Its id. */
  readonly id: string;
  /** What is asked for; Entra wants a scope of your own application, such as `api://…/tocsin.use`. @default openid, profile, email and offline_access */
  readonly scopes?: string[];
  /** What the authorization request says besides, as `{ audience: … }` for Auth0. @default nothing */
  readonly parameters?: Record<string, string>;
  /** The registered ports. @default 17817, 21817 and 27817 */
  readonly ports?: number[];
}

/** Okta's own authorization server; those for APIs have `/oauth2/…`. */
const oktaOrg = /^https:\/\/[^/]+\.okta(preview|-emea)?\.com\/?$/;
const graph = ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com'];
/** What a sign-in says of itself, and no deployment. */
const reserved = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
];

/** What functions and command line read of `signIn`. Throws `DoesNotFit` for what could let nobody in. */
export function signInOf(product: IConstruct, signIn: SignIn): SignInSettings {
  const { issuer, audience, token = 'access', roleClaim = defaultRoleClaim, client } = signIn;
  const refuse = (why: string) => new DoesNotFit(`${product.node.path}: signIn: ${why}`);
  if (token === 'access' && oktaOrg.test(issuer))
    throw refuse(
      `the access token of ${issuer} is for Okta itself and carries no groups; give a custom authorization server (${issuer.replace(/\/$/, '')}/oauth2/default), or token: 'id'`,
    );
  if (audience.some((one) => graph.includes(one)))
    throw refuse(
      'the audience is Microsoft Graph, whose tokens are for Graph alone; give the id of your own application',
    );
  const path = typeof roleClaim === 'string' ? [roleClaim] : roleClaim;
  if (path.length === 0 || path.includes('')) throw refuse('roleClaim is empty; give the name of a claim');
  const taken = Object.keys(client?.parameters ?? {}).filter((name) => reserved.includes(name));
  if (taken.length > 0)
    throw refuse(`client.parameters: ${taken.join(', ')} cannot be given; each sign-in has its own`);
  const wrong = (client?.ports ?? []).filter((port) => !Number.isInteger(port) || port < 1024 || port > 65535);
  if (wrong.length > 0 || client?.ports?.length === 0)
    throw refuse(
      `client.ports: expected numbers from 1024 to 65535${wrong.length === 0 ? '' : `, not ${wrong.join(', ')}`}`,
    );
  return {
    issuer,
    audience,
    token,
    roleClaim: path,
    ...(client && {
      client: {
        id: client.id,
        scopes: client.scopes ?? ['openid', 'profile', 'email', 'offline_access'],
        parameters: client.parameters ?? {},
        ports: client.ports ?? ports,
      },
    }),
  };
}
