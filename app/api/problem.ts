import * as z from 'zod';
import { Conflict, Contended, InvalidInput, NotFound } from '#core/errors';
import type { Fault } from './wrong-fields.ts';

/** What every answer that is no success looks like. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
  })
  .meta({ id: 'Problem' });

/** Thrown by a route to answer with a problem of its own status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly title: string;
  readonly errors: Fault[];
  readonly headers: Record<string, string>;
  constructor(
    status: number,
    title: string,
    detail: string,
    errors: Fault[] = [],
    headers: Record<string, string> = {},
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = errors;
    this.headers = headers;
  }
}

/** The refusal of a request whose fields are wrong, all of them named. */
export const wrong = (faults: Fault[]): Refusal =>
  new Refusal(
    400,
    'Invalid input',
    `invalid: ${faults.map((f) => `${f.path === '' ? 'the body' : f.path} (${f.message})`).join(', ')}`,
    faults,
  );

/** An error as the caller sees it: 4xx only for what is wrong with the request; anything else is 5xx and reveals nothing. */
export function problemOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof NotFound) return new Refusal(404, 'Not found', error.message);
  if (error instanceof Conflict) return new Refusal(409, 'Conflict', error.message);
  if (error instanceof InvalidInput) {
    const [, path = '', message = error.message] = /^([\w.-]+): (.*)$/s.exec(error.message) ?? [];
    return wrong([{ path, message }]);
  }
  if (error instanceof Contended)
    return new Refusal(503, 'Busy', 'too many changes at once: try again', [], { 'retry-after': '1' });
  return new Refusal(500, 'Internal error', 'an internal error; it has been logged');
}

/** The answer of the form application/problem+json. */
export const answerOf = ({ status, title, message, errors, headers }: Refusal): Response =>
  new Response(
    JSON.stringify({ type: 'about:blank', title, status, detail: message, errors } satisfies z.infer<typeof Problem>),
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  );
