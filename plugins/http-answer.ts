import type * as z from 'zod';
import type { HttpResponse } from '#app/ports';
import { NoAnswer, RateLimited, Undeliverable, Unreachable } from '#core/errors';

const secondsOf = (retryAfter: string | undefined): number => {
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  return Number.isNaN(seconds) ? 30 : Math.min(Math.max(seconds, 1), 3600);
};

/** What a provider's HTTP status says of a sending, in our errors; bodies are never repeated, they may hold anything. */
export const accepted = (tool: string, response: HttpResponse): HttpResponse => {
  const { status, headers } = response;
  const said = `${tool} answers ${status}`;
  if (status >= 200 && status < 300) return response;
  // 420 is how Statuspage says 429.
  if (status === 429 || status === 420) throw new RateLimited(said, secondsOf(headers['retry-after']));
  if (status === 408 || status >= 500) throw new Unreachable(said);
  throw new Undeliverable(said);
};

/** The parsed body of an accepted request; one that cannot be read leaves open what happened. */
export const answerOf = <T extends z.ZodType>(tool: string, schema: T, response: HttpResponse): z.infer<T> => {
  const { body } = accepted(tool, response);
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw new NoAnswer(`${tool} answers ${response.status} with a body that cannot be read`, { cause });
  }
};
