import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignIn } from '#app/board/sign-in';
import { registry } from '#app/operations/registry';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import type { World } from '#simulator/world';

interface Answer {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
  cookies?: string[];
  isBase64Encoded?: boolean;
}

/** The pages of a world on loopback, with a board where people sign in so or by what is made for the server's address, as the gateway would serve them; what a request brings about has happened when it is answered. */
export async function pageServer(
  world: World,
  board?: SignIn | ((url: string) => SignIn),
): Promise<{ url: string; close: () => Promise<void> }> {
  let served: ReturnType<typeof gateway> | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, search } = new URL(request.url ?? '/', 'http://gateway');
    const path = decodeURIComponent(pathname);
    const answer = (await served?.({
      version: '2.0',
      rawPath: path,
      rawQueryString: search.slice(1),
      cookies: request.headers.cookie?.split('; ') ?? [],
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      requestContext: { domainName: 'api.test', http: { method: request.method ?? 'GET', path } },
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString('base64') }),
      isBase64Encoded: chunks.length > 0,
    })) as Answer;
    await world.clock.settle();
    response
      .writeHead(answer.statusCode, { ...answer.headers, 'set-cookie': answer.cookies ?? [] })
      .end(Buffer.from(answer.body ?? '', answer.isBase64Encoded === true ? 'base64' : 'utf8'));
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signIn = typeof board === 'function' ? board(url) : board;
  served = gateway(api(world.ports, registry, signIn === undefined ? {} : { board: signIn }));
  return {
    url,
    close: () => new Promise((down) => server.close(() => down())),
  };
}
