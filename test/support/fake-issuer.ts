import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Grant {
  clientId: string;
  redirectUri: string;
  challenge: string;
  nonce: string | null;
  scope: string;
  used: boolean;
}
interface Refused {
  error: string;
  error_description?: string;
}

/**
 * An OpenID provider on loopback that refuses what the documents say must be refused: redirect addresses that are not registered, a missing
 * state, a wrong verifier (RFC 7636), a code for the second time, a refresh token that was rotated or revoked.
 */
export class FakeIssuer {
  url = '';
  clientId = 'cli';
  redirectUris: string[] = [];
  /** Who sits at the browser. */
  claims: Record<string, unknown> = { sub: 'sub-alice', username: 'alice', 'cognito:groups': ['commander'] };
  lifetime = 3600;
  now: () => number = Date.now;
  /** By how many seconds its clock is ahead. */
  ahead = 0;
  rotates = true;
  /** What the token endpoint answers with instead. */
  fault: Refused | undefined;
  /** Runs before the token endpoint answers. */
  before: () => Promise<void> = async () => {};
  readonly grants = new Map<string, Grant>();
  readonly refreshTokens = new Set<string>();
  /** The grants that the token endpoint was asked for. */
  readonly asked: string[] = [];
  keysRead = 0;
  keysFail = false;
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(({ status, headers = {}, body }) => response.writeHead(status, headers).end(body));
  });
  #key = newKey();

  /** On loopback, under its number or by its name. */
  async listen(host: '127.0.0.1' | 'localhost' = '127.0.0.1'): Promise<void> {
    await new Promise<void>((up) => this.#server.listen(0, '127.0.0.1', up));
    this.url = `http://${host}:${(this.#server.address() as AddressInfo).port}`;
  }
  close = (): Promise<void> =>
    new Promise((down) => {
      this.#server.closeAllConnections();
      this.#server.close(() => down());
    });

  /** Signs with another key from now on; the old one is published no longer. */
  rotateKeys(): void {
    this.#key = newKey();
  }
  get kid(): string {
    return this.#key.kid;
  }
  get publicKey() {
    return { ...this.#key.jwk, kid: this.kid, alg: 'RS256', use: 'sig' };
  }
  /** A token with these claims, and a header that says so. */
  tokenOf(claims: object, header: object = {}): string {
    const head = { alg: 'RS256', kid: this.kid, ...header };
    const text = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign('sha256', Buffer.from(text), this.#key.secret).toString('base64url')}`;
  }
  /** What the person's browser does: follows the address to where it is sent back. */
  async visit(address: string): Promise<URL> {
    const response = await fetch(address, { redirect: 'manual' });
    const to = response.headers.get('location');
    if (to === null) throw new Error(`the issuer shows: ${await response.text()}`);
    return new URL(to);
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; headers?: Record<string, string>; body: string }> {
    const url = new URL(request.url ?? '/', this.url);
    const json = (of: object, status = 200) => ({
      status,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify(of),
    });
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return json({
          issuer: this.url,
          authorization_endpoint: `${this.url}/authorize`,
          token_endpoint: `${this.url}/token`,
          jwks_uri: `${this.url}/keys`,
          revocation_endpoint: `${this.url}/revoke`,
        });
      case 'GET /keys':
        this.keysRead += 1;
        return this.keysFail ? json({}, 500) : json({ keys: [{ kty: 'EC', kid: 'other' }, this.publicKey] });
      case 'GET /authorize':
        return this.#authorize(url.searchParams);
      case 'POST /token': {
        const form = new URLSearchParams(await textOf(request));
        this.asked.push(form.get('grant_type') ?? '');
        await this.before();
        const answer = this.fault ?? this.#tokens(form);
        return 'error' in answer ? json(answer, 400) : json(answer);
      }
      case 'POST /revoke':
        this.refreshTokens.delete(new URLSearchParams(await textOf(request)).get('token') ?? '');
        return json({});
      default:
        return json({}, 404);
    }
  }

  #authorize(asked: URLSearchParams) {
    const redirectUri = asked.get('redirect_uri') ?? '';
    // an address that is not registered is never redirected to
    if (asked.get('client_id') !== this.clientId || !this.redirectUris.includes(redirectUri))
      return { status: 400, body: `redirect_mismatch: ${redirectUri}` };
    const back = new URL(redirectUri);
    const state = asked.get('state');
    if (state !== null) back.searchParams.set('state', state);
    const challenge = asked.get('code_challenge') ?? '';
    const scope = asked.get('scope') ?? '';
    const isWhole =
      state !== null &&
      asked.get('response_type') === 'code' &&
      asked.get('code_challenge_method') === 'S256' &&
      /^[\w-]{43}$/.test(challenge) &&
      scope.split(' ').includes('openid');
    if (isWhole) {
      const code = randomUUID();
      const nonce = asked.get('nonce');
      this.grants.set(code, { clientId: this.clientId, redirectUri, challenge, nonce, scope, used: false });
      back.searchParams.set('code', code);
    } else back.searchParams.set('error', 'invalid_request');
    return { status: 302, headers: { location: back.href }, body: '' };
  }

  #tokens(form: URLSearchParams): Refused | object {
    if (form.get('client_id') !== this.clientId) return { error: 'invalid_client' };
    if (form.get('grant_type') === 'refresh_token') {
      const token = form.get('refresh_token') ?? '';
      if (!this.refreshTokens.has(token)) return { error: 'invalid_grant', error_description: 'Refresh Token expired' };
      if (this.rotates) this.refreshTokens.delete(token);
      return this.#issue(null, this.rotates);
    }
    const grant = this.grants.get(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined || grant.used) return { error: 'invalid_grant', error_description: 'code' };
    grant.used = true;
    if (grant.challenge !== challenge) return { error: 'invalid_grant', error_description: 'code_verifier' };
    if (grant.redirectUri !== form.get('redirect_uri'))
      return { error: 'invalid_grant', error_description: 'redirect_uri' };
    return this.#issue(grant.nonce, true);
  }

  #issue(nonce: string | null, withRefresh: boolean): object {
    const iat = Math.floor(this.now() / 1000) + this.ahead;
    const times = { iss: this.url, iat, exp: iat + this.lifetime, jti: randomUUID() };
    const refresh = randomUUID();
    if (withRefresh) this.refreshTokens.add(refresh);
    return {
      token_type: 'Bearer',
      expires_in: this.lifetime,
      access_token: this.tokenOf({ client_id: this.clientId, token_use: 'access', ...this.claims, ...times }),
      id_token: this.tokenOf({ aud: this.clientId, token_use: 'id', ...this.claims, ...times, nonce }),
      ...(withRefresh && { refresh_token: refresh }),
    };
  }
}

const newKey = (): { kid: string; secret: KeyObject; jwk: object } => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid: randomUUID(), secret: privateKey, jwk: publicKey.export({ format: 'jwk' }) };
};

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
