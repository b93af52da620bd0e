import type { IConstruct } from 'constructs';
import { ports } from '#app/sign-in/redirect';
import { defaultRoleClaim, type SignInSettings } from '#app/sign-in/settings';
import type { SignIn } from './api.ts';
import { DoesNotFit } from './does-not-fit.ts';

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
