import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '#core/json';
import { localClient } from './engine.ts';

/** What a client asked: the operation that its header or path names, and its body. */
export interface Asked {
  operation: string;
  body: Json;
}
/** An AWS service as scripted: answers requests in order with 200, or 400 for what has a `__type`; keeps what was asked. */
export async function wire(...answers: { [key: string]: Json }[]) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const text = (await request.toArray()).join('');
    const target = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
    asked.push({ operation: target.split('.').at(-1) ?? '', body: JSON.parse(text || '{}') as Json });
    const answer = answers.shift() ?? { __type: 'UnexpectedRequest' };
    response.statusCode = '__type' in answer ? 400 : 200;
    if (typeof answer['__type'] === 'string') response.setHeader('x-amzn-errortype', answer['__type']);
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const config = { ...localClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), maxAttempts: 1 };
  return {
    config,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
