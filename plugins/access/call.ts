import * as z from 'zod';
import type { Http, HttpRequest, HttpResponse, Secrets } from '#app/ports';
import { NotConfigured, Undeliverable } from '#core/errors';
import { parsedJson } from '#core/json';
import { type AccessFields, type Auth, secretsOf } from '#core/playbook/access';
import { SecretUnread, withPlace } from './trouble.ts';

/** Signs a request as AWS does, with the credentials of the process. */
export type Sign = (request: HttpRequest, of: { service: string; region?: string | undefined }) => HttpRequest;

/** What calls with credentials of their own are made by. */
export interface AccessPorts {
  http: Http;
  /** The secrets of checks alone, or of actions alone. */
  secrets: Secrets;
  /** What stands before the name of each of those secrets, for people: `tocsin/checks/`. */
  secretPrefix: string;
  /** The text of a certificate file of the playbook; undefined where there is none. */
  certificateOf: (file: string) => string | undefined;
  sign: Sign;
}
/** Sends a request the way an entry of the playbook says. */
export type Call = (access: AccessFields, request: HttpRequest) => Promise<HttpResponse>;

/** Thrown when an address does not take what a call says of itself: nothing was measured or started. */
export class AccessRefused extends Undeliverable {}

/**
 * Calls as the playbook says: with its headers, signature and authority. A secret is read again once when it is refused, because it may have been
 * replaced. Throws `AccessRefused` for 401 and 403; what goes wrong on the way names host and cause, and never what was sent.
 */
export const calls =
  ({ http, secrets, secretPrefix, certificateOf, sign }: AccessPorts): Call =>
  async ({ auth, ca }, request) => {
    const certificates = ca === undefined ? undefined : certificateOf(ca);
    if (ca !== undefined && certificates === undefined) throw new NotConfigured(`no certificate is deployed as ${ca}`);
    const began = performance.now();
    const once = async (values: Record<string, string>, timeoutMs = request.timeoutMs) => {
      const headers = { ...request.headers, ...headersOf(auth, values, secretPrefix) };
      const whole = {
        ...request,
        headers,
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(certificates !== undefined && { ca: certificates }),
      };
      try {
        return await http.send(auth?.sigv4 === undefined ? whole : sign(whole, auth.sigv4));
      } catch (error) {
        throw withPlace(error, request, ca);
      }
    };
    const valuesOf = async (fresh: boolean): Promise<Record<string, string>> =>
      Object.fromEntries(
        await Promise.all(secretsOf({ auth }).map(async (name) => [name, await secretOf(name, fresh)] as const)),
      );
    const secretOf = async (name: string, fresh: boolean): Promise<string> => {
      try {
        return (await secrets.get(name, { fresh })).trim();
      } catch (error) {
        if (error instanceof NotConfigured)
          throw new NotConfigured(`there is no secret ${secretPrefix}${name}, or it is empty`, { cause: error });
        const why = error instanceof Error && error.cause instanceof Error ? error.cause.name : '';
        throw new SecretUnread(`the secret ${secretPrefix}${name} could not be read${why === '' ? '' : ` (${why})`}`, {
          cause: error,
        });
      }
    };

    const values = await valuesOf(false);
    const first = await once(values);
    if (!isRefused(first)) return first;
    const names = Object.keys(values);
    const again = names.length === 0 ? values : await valuesOf(true);
    // both calls and the reading between them share the time of one, which its function is made for
    const left = Math.max((request.timeoutMs ?? 5_000) - (performance.now() - began), 500);
    const second = names.every((name) => values[name] === again[name]) ? first : await once(again, left);
    if (!isRefused(second)) return second;
    throw new AccessRefused(
      refusal(
        second.status,
        auth,
        names.map((name) => `${secretPrefix}${name}`),
      ),
    );
  };

const isRefused = ({ status }: HttpResponse): boolean => status === 401 || status === 403;

const Login = z.object({ username: z.string(), password: z.string() });

/** Values of headers hold one line; anything else would become another header, and the transport's error would repeat it. */
const oneLine = (value: string, name: string): string => {
  if (/^[\t\x20-\x7e\x80-\xff]+$/.test(value)) return value;
  throw new NotConfigured(`the secret ${name} cannot be a header: one line of text is expected`);
};

function headersOf(auth: Auth | undefined, values: Record<string, string>, prefix: string): Record<string, string> {
  const valueOf = (name: string) => oneLine(values[name] ?? '', `${prefix}${name}`);
  const { bearer, basic, headers = {} } = auth ?? {};
  const login = basic === undefined ? undefined : Login.safeParse(parsedJson(values[basic] ?? '')).data;
  const pair =
    login === undefined ? (basic === undefined ? '' : valueOf(basic)) : `${login.username}:${login.password}`;
  if (basic !== undefined && !pair.includes(':'))
    throw new NotConfigured(`the secret ${prefix}${basic}: user:password, or JSON with username and password`);
  return {
    ...Object.fromEntries(Object.entries(headers).map(([header, name]) => [header.toLowerCase(), valueOf(name)])),
    ...(bearer !== undefined && { authorization: `Bearer ${valueOf(bearer)}` }),
    ...(basic !== undefined && { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }),
  };
}

function refusal(status: number, auth: Auth | undefined, secrets: readonly string[]): string {
  const said = `refused with ${status}`;
  if (secrets.length > 0)
    return `${said}: the secret${secrets.length > 1 ? 's' : ''} ${secrets.join(', ')} may be out of date`;
  if (auth?.sigv4 !== undefined)
    return `${said}: the role of this function may not do it, or ${auth.sigv4.service} is asked in another Region than it is in`;
  return `${said}: the call says nothing of who it is; give it \`auth\``;
}
