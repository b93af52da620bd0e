import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What API Gateway would find in a token: its claims, or nothing where it does not verify. */
export type Verify = (token: string) => Record<string, unknown> | undefined;
interface Answer {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** A stand-in for the HTTP API of API Gateway on loopback: decodes the path, verifies the token unless a route is open, calls the function. */
export async function gatewayServer(options: {
  serve: (event: unknown) => Promise<unknown>;
  verify: Verify;
  open: readonly { method: string; path: string }[];
  /** What happens between the function's answer and the client's. */
  after?: (request: IncomingMessage) => Promise<void> | void;
}): Promise<{ url: string; close: () => Promise<void> }> {
  const { serve, verify, open, after } = options;
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, search } = new URL(request.url ?? '/', 'http://gateway');
    const method = request.method ?? 'GET';
    const isOpen = open.some((o) => o.method.toUpperCase() === method && o.path === pathname);
    const claims = isOpen ? undefined : verify((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    if (!isOpen && claims === undefined) {
      const headers = { 'content-type': 'application/json', 'www-authenticate': 'Bearer' };
      response.writeHead(401, headers).end('{"message":"Unauthorized"}');
      return;
    }
    const answer = (await serve({
      version: '2.0',
      rawPath: decoded(pathname),
      rawQueryString: search.slice(1),
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      requestContext: {
        domainName: 'api.test',
        http: { method, path: decoded(pathname) },
        ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
      },
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString('base64') }),
      isBase64Encoded: chunks.length > 0,
    })) as Answer;
    await after?.(request);
    if (request.socket.destroyed) return;
    response
      .writeHead(answer.statusCode, answer.headers)
      .end(Buffer.from(answer.body ?? '', answer.isBase64Encoded === true ? 'base64' : 'utf8'));
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((down) => server.close(() => down())),
  };
}

/** A path that cannot be decoded is passed on as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
