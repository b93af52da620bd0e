import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isLoopback } from '#plugins/fakes/loopback';
import { problem, type WireAnswer, type WireHead, type WireRequest, type WireResponse } from '#plugins/fakes/wire';

/** What answers a server's requests. */
interface Behind {
  handle: (request: WireRequest) => WireAnswer | Promise<WireAnswer>;
  /** Whether to cut the connection before anything of the request is read. */
  refuses?: (head: WireHead) => boolean;
  /** The most bytes that the body of this request may have. */
  mostBytes: (head: WireHead) => number;
}
interface Listening {
  url: string;
  close: () => Promise<void>;
}

const hostOf = (authority: string) => authority.replace(/:\d+$/, '');
/** Pages of other sites must not reach the inbox through the browser on this machine: neither by name nor by script. */
const isOurs = ({ headers }: IncomingMessage) => {
  const { host, origin } = headers;
  if (host === undefined || !isLoopback(hostOf(host))) return false;
  return origin === undefined || (URL.canParse(origin) && isLoopback(new URL(origin).hostname));
};

const read = async (incoming: IncomingMessage, most: number): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming) {
    size += part.length;
    if (size > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const send = (outgoing: ServerResponse, { status, headers, body }: WireResponse) => {
  outgoing.writeHead(status, headers);
  outgoing.end(outgoing.req.method === 'HEAD' ? undefined : body);
};

const answer = async (behind: Behind, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const { socket } = incoming;
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
  const head = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers };
  if (behind.refuses?.(head)) return void socket.destroy();
  if (!isOurs(incoming)) {
    return send(
      outgoing,
      problem(403, 'Forbidden', [{ path: 'host', message: 'only requests to and from this machine are answered' }]),
    );
  }
  const body = await read(incoming, behind.mostBytes(head));
  if (body === undefined) {
    outgoing.setHeader('connection', 'close');
    return send(outgoing, problem(413, 'Too large', [{ path: '', message: 'the body is too long' }]));
  }
  const request = { ...head, body };
  let said = await behind.handle(request);
  while ('broken' in said && said.broken === 'hanging') {
    if (socket.destroyed) return;
    await pause(20);
    if (socket.destroyed) return;
    said = await behind.handle(request);
  }
  if ('broken' in said) return void (said.broken === 'lost' ? socket.resetAndDestroy() : socket.destroy());
  if (said.afterMs !== undefined) await pause(said.afterMs);
  if (!socket.destroyed) send(outgoing, said);
};

/** Serves a handler on 127.0.0.1; port 0 is a free one. */
export const listen = async (behind: Behind, port: number, failed: (error: unknown) => void): Promise<Listening> => {
  const server = createServer((incoming, outgoing) => {
    answer(behind, incoming, outgoing).catch((error: unknown) => {
      if (incoming.socket.destroyed) return;
      failed(error);
      if (outgoing.headersSent) incoming.socket.destroy();
      else send(outgoing, problem(500, 'Internal error'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
