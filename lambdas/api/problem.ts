import * as z from 'zod';
import { Conflict, Contended, Forbidden, InvalidInput, NotFound } from '#core/errors';

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
});
type Problem = z.infer<typeof Problem>;

/** An answer of the form application/problem+json. */
export const problem = (
  status: number,
  title: string,
  detail: string,
  errors: Problem['errors'] = [],
  headers: Record<string, string> = {},
): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title, status, detail, errors } satisfies Problem), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

/** What went wrong, as the caller should hear it: own faults are 5xx, only proven garbage is 4xx. */
export function problemOf(error: unknown): Response | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof NotFound) return problem(404, 'Not found', error.message);
  if (error instanceof Conflict) return problem(409, 'Conflict', error.message);
  if (error instanceof Forbidden) return problem(403, 'Forbidden', error.message);
  if (error instanceof InvalidInput) {
    const [path = '', ...rest] = error.message.split(': ');
    return problem(422, 'Unprocessable', error.message, [{ path, message: rest.join(': ') }]);
  }
  if (error instanceof Contended)
    return problem(503, 'Busy', 'the incident is being changed by many at once: try again', [], { 'retry-after': '1' });
  return undefined;
}

/** Every field that is wrong, with its path; an unknown field is named by itself. */
export const wrongFields = (error: z.core.$ZodError): Problem['errors'] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not known here' }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  );
