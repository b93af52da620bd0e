import { spawn } from 'node:child_process';
import * as z from 'zod';
import { ask } from '#app/sign-in/ask';
import { authorizationUrl, begin } from '#app/sign-in/code-exchange';
import { complete } from '#app/sign-in/complete';
import { keySet } from '#app/sign-in/key-set';
import { providerOf } from '#app/sign-in/provider';
import type { SignInSettings } from '#app/sign-in/settings';
import { SignInSchema } from '#app/sign-in/settings-schema';
import { SignInFailed } from '#app/sign-in/sign-in-failed';
import { oneLine } from '#core/message/plain-text';
import { Ends, exit } from '../exit.ts';
import { type Output, say } from '../words.ts';
import { loopbackOn, type Returned } from './loopback.ts';
import { exclusively, keep, sessionAt } from './session-file.ts';

export interface Login extends Output {
  apiUrl?: string;
  browser: boolean;
  timeout: number;
}

/** The clock here may differ from the issuer's by so much. */
const LEEWAY_SECONDS = 120;

/** Signs a person in by their browser, and keeps the tokens for the other commands. */
export async function login(options: Login): Promise<void> {
  const given = options.apiUrl ?? process.env['TOCSIN_API_URL'] ?? sessionAt(undefined)?.apiUrl;
  if (given === undefined) throw new Ends(exit.usage, 'error: where is the API? give --api-url or set TOCSIN_API_URL');
  const apiUrl = given.replace(/\/$/, '');
  try {
    const settings = await settingsAt(apiUrl);
    const kept = await signedIn(settings, options);
    const { token, refreshToken, expiresAt } = kept;
    await exclusively(async () =>
      keep(apiUrl, { settings, token, refreshToken, expiresAt: expiresAt.toISOString() }, true),
    );
    say(options, { apiUrl, issuer: settings.issuer, expiresAt: expiresAt.toISOString() }, () =>
      [`signed in at ${apiUrl}`, 'tocsin whoami shows who you are, and with which role'].join('\n'),
    );
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error;
    throw new Ends(exit.failure, `not signed in: ${oneLine(error.message)}`);
  }
}

const Answer = z.object({ signIn: SignInSchema.nullable() });

async function settingsAt(apiUrl: string): Promise<SignInSettings> {
  const { ok, status, json } = await ask(fetch, `${apiUrl}/v1/sign-in`);
  const { success, data } = Answer.safeParse(json);
  if (!ok || !success) throw new SignInFailed(`${apiUrl} does not answer like the API of Tocsin (${status})`);
  if (data.signIn === null)
    throw new SignInFailed(
      `${apiUrl} has no client for a browser (signIn.client): take a token from the issuer with --token, or --as while npm start runs`,
    );
  return data.signIn;
}

async function signedIn(settings: SignInSettings, { browser, timeout }: Login) {
  const { client } = settings;
  if (client === undefined) throw new SignInFailed('there is no client for a browser');
  const provider = await providerOf(settings.issuer, fetch);
  const loopback = await loopbackOn(client.ports);
  const begun = begin(loopback.redirectUri);
  const url = authorizationUrl({ provider, client }, begun);
  process.stderr.write(`Sign in with your browser at:\n${url}\n`);
  if (browser) open(url);
  const now = () => new Date();
  const keys = keySet({ url: provider.jwks_uri, fetch, now });
  const accept = async (returned: Returned) => {
    if ('error' in returned) throw new SignInFailed(`${settings.issuer} says ${returned.error}`);
    const verifying = { keys, now, leewaySeconds: LEEWAY_SECONDS };
    return complete({ provider, client, fetch }, settings, verifying, begun, returned.code);
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(
      () => fail(new SignInFailed(`nobody signed in within ${timeout} s; run tocsin login again`)),
      timeout * 1000,
    );
  });
  try {
    return await Promise.race([loopback.wait(begun.state, accept), late]);
  } finally {
    clearTimeout(timer);
    loopback.close();
  }
}

/** Opens the browser; the address stands in the terminal too, for where there is none. */
function open(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const child = spawn(command ?? 'open', args, { stdio: 'ignore', detached: true });
  child.once('error', () => process.stderr.write('(no browser could be opened here: open the address yourself)\n'));
  child.unref();
}
