import type * as z from 'zod';
import type { Ports } from '#app/ports';
import type { Caller } from './caller.ts';
import type { Role } from './roles.ts';

export type ApiPorts = Pick<Ports, 'table' | 'now' | 'wallClock' | 'deployed' | 'log' | 'newId' | 'executions'>;

/** One request, once its caller is known to be allowed. */
export interface Call {
  caller: Caller;
  request: Request;
  path: string;
  /** What stands for `{id}` in the path. */
  id: string;
  query: Record<string, string>;
}

/** One thing that the API does: who may, what it takes, what it gives. Document, routes and rights are all made of this. */
export interface Operation {
  method: 'get' | 'post' | 'patch';
  path: string;
  /** The least role; `anybody` needs no token. */
  who: Role | 'anybody';
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Whether Idempotency-Key and If-Match are heard. */
  headers?: readonly ('Idempotency-Key' | 'If-Match')[];
  gives: { status: number; description: string; content?: Record<string, z.ZodType> };
  run(ports: ApiPorts, call: Call): Promise<Response> | Response;
}

/** An answer in JSON. */
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
