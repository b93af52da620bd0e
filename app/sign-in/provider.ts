import * as z from 'zod';
import { ask, type Fetch } from './ask.ts';
import { SignInFailed } from './sign-in-failed.ts';

const Document = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
  revocation_endpoint: z.string().optional(),
});
/** Where an OpenID provider is asked for what. */
export type Provider = z.infer<typeof Document>;

/** Reads what an issuer says of itself; it must be of the very issuer that was asked. */
export async function providerOf(issuer: string, fetch: Fetch): Promise<Provider> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { ok, status, json } = await ask(fetch, url);
  if (!ok) throw new SignInFailed(`${url} answers ${status}`);
  const { success, data } = Document.safeParse(json);
  if (!success) throw new SignInFailed(`${url} does not describe an OpenID provider`);
  if (data.issuer !== issuer)
    throw new SignInFailed(`${url} is of the issuer ${data.issuer}, and the deployment says ${issuer}`);
  return data;
}
