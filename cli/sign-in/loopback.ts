import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { redirectUriOf } from '#app/sign-in/redirect';
import { SignInFailed } from '#app/sign-in/sign-in-failed';

/** What the browser brought back: a code, or why there is none. */
export type Returned = { code: string } | { error: string };
/** Waits for the browser at one of the registered ports. */
export interface Loopback {
  redirectUri: string;
  /** Resolves with what `accept` made of the first answer that has this state; everything else is refused, and it goes on waiting. */
  wait<T>(state: string, accept: (returned: Returned) => Promise<T>): Promise<T>;
  close(): void;
}

/** Both, because `localhost` may be either: on the one that was left free another program could take the code. */
const addresses = ['127.0.0.1', '::1'];

/** Listens on the first of the ports that is free on both addresses of `localhost`. */
export async function loopbackOn(ports: readonly number[]): Promise<Loopback> {
  for (const port of ports) {
    const servers = await listening(port);
    if (servers !== undefined) return waiting(port, servers);
  }
  throw new SignInFailed(
    `the ports ${ports.join(', ')} of this machine are all in use, and the issuer knows no other: end what uses one of them (lsof -i :${ports[0]})`,
  );
}

async function listening(port: number): Promise<Server[] | undefined> {
  const servers: Server[] = [];
  for (const address of addresses) {
    const server = createServer();
    const code = await new Promise<string | undefined>((done) => {
      server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
      server.listen({ port, host: address, exclusive: true }, () => done(undefined));
    });
    if (code === undefined) servers.push(server);
    // a machine without IPv6 has one address only
    else if (address !== '::1' || !['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) {
      for (const other of servers) other.close();
      return undefined;
    }
  }
  return servers;
}

function waiting(port: number, servers: Server[]): Loopback {
  return {
    redirectUri: redirectUriOf(port),
    wait: (state, accept) =>
      new Promise((done, fail) => {
        let result: ReturnType<typeof accept> | undefined;
        for (const server of servers)
          server.on('request', (request, response) => {
            const read = returnedBy(request, port, state);
            if ('refused' in read) return answer(response, read.status, read.refused);
            // the same address again, by a reload, is answered alike and not exchanged again
            result ??= accept(read);
            result.then(
              (value) => {
                answer(response, 200, 'You are signed in. You can close this window.');
                afterwards(response, () => done(value));
              },
              (error: unknown) => {
                answer(response, 400, 'The sign-in failed; the terminal says why. You can close this window.');
                afterwards(response, () => fail(error));
              },
            );
          });
      }),
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** Once the browser has its answer, or is gone. */
function afterwards(response: ServerResponse, then: () => void): void {
  if (response.closed) then();
  else response.once('close', then);
}

/** The state is looked at before anything else: another program on this machine must not end a sign-in. */
function returnedBy(
  { method, url = '/', headers: { host } }: IncomingMessage,
  port: number,
  state: string,
): Returned | { status: number; refused: string } {
  if (![`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`].includes(host ?? ''))
    return { status: 421, refused: 'This is not the address that a sign-in comes back to.' };
  const { pathname, searchParams } = URL.parse(url, 'http://localhost') ?? new URL('http://localhost/');
  if (method !== 'GET' || pathname !== '/callback') return { status: 404, refused: 'There is nothing here.' };
  if (!isEqual(searchParams.get('state') ?? '', state))
    return { status: 400, refused: 'This is not the sign-in that the command in your terminal began.' };
  const error = searchParams.get('error');
  if (error !== null) return { error: `${error} ${searchParams.get('error_description') ?? ''}`.trim() };
  const code = searchParams.get('code');
  return code === null || code === '' ? { error: 'the issuer sent no code' } : { code };
}

const isEqual = (one: string, other: string): boolean =>
  Buffer.byteLength(one) === Buffer.byteLength(other) && timingSafeEqual(Buffer.from(one), Buffer.from(other));

function answer(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(`${words}\n`);
}
