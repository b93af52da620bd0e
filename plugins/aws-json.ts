import * as z from 'zod';
import type { Http, HttpResponse } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { parsedJson } from '#core/json';
import type { Sign } from '#plugins/access/call';
import type { Variables } from '#plugins/variables';

/** A service of AWS that speaks its JSON protocol: one signed POST for each call, so that no client of the SDK is in a bundle. */
export interface AwsService {
  /** The name that it is signed for, which its host begins with. */
  service: string;
  /** What stands before the name of an operation in `X-Amz-Target`. */
  prefix: string;
  /** For people. */
  title: string;
  /** The variable that says where it is, when it is not in the Region's own place. */
  variable: string;
}
export interface AwsJsonPorts {
  http: Http;
  sign: Sign;
  env: Variables;
}

/** Where a service answers; undefined where nothing says in which Region. */
export function awsAddress(
  { service, variable }: Pick<AwsService, 'service' | 'variable'>,
  env: Variables,
): string | undefined {
  const region = env['AWS_REGION'];
  const given = env[variable];
  if (given !== undefined) return given;
  return region === undefined
    ? undefined
    : `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** The name of an error, without the words, which may repeat what was sent. */
const Problem = z.looseObject({ __type: z.string() });
const nameOf = ({ headers, body }: HttpResponse): string | undefined =>
  (headers['x-amzn-errortype'] ?? Problem.safeParse(parsedJson(body)).data?.__type)?.replace(/^.*#|:.*$/g, '');

/** Thrown where a service refuses a call, with the error's name. */
export class AwsRefused extends Undeliverable {
  readonly error: string;
  constructor(message: string, error: string) {
    super(message);
    this.error = error;
  }
}

/** Thrown where an answer is longer than what is read of one: the call was carried out, and what it found is not known. */
export class AnswerTooLong extends NoAnswer {}

/** An answer that is whole and no error. Throws `AwsRefused`, `RateLimited`, or `NoAnswer`: a service that fails may have acted before it did. */
export function answered(title: string, answer: HttpResponse): HttpResponse {
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    if (answer.isCut !== true) return answer;
    throw new AnswerTooLong(
      `${title} answers with more than the ${Buffer.byteLength(body)} bytes that are read of an answer`,
    );
  }
  const error = nameOf(answer) ?? String(status);
  const said = `${title}: ${error}`;
  if (status === 429 || /throttl|too ?many ?requests|rate ?exceeded/i.test(error)) throw new RateLimited(said, 1);
  if (status >= 500 || status === 408) throw new NoAnswer(`${said} (${status})`);
  throw new AwsRefused(said, error);
}

/** Operations of a service, each answer by its shape; throws as `answered` does, or as the transport. */
export function awsJson(of: AwsService, { http, sign, env }: AwsJsonPorts) {
  const { service, prefix, title } = of;
  return async <T extends z.ZodType>(operation: string, input: object, shape: T): Promise<z.infer<T>> => {
    const url = awsAddress(of, env);
    if (url === undefined) throw new NotConfigured('environment: AWS_REGION');
    const request = {
      method: 'POST' as const,
      url: `${url.replace(/\/$/, '')}/`,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${prefix}.${operation}` },
      body: JSON.stringify(input),
    };
    return bodyOf(title, shape, answered(title, await http.send(sign(request, { service }))));
  };
}

/** The body of an answer by its shape; one that cannot be read leaves open what it found. */
export function bodyOf<T extends z.ZodType>(title: string, shape: T, { status, body }: HttpResponse): z.infer<T> {
  const said = shape.safeParse(parsedJson(body));
  if (said.success) return said.data;
  throw new NoAnswer(`${title} answers ${status} with a body that cannot be read`, { cause: said.error });
}

/** A look changes nothing: what a service did not answer is asked again. */
export const asLook = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw error instanceof NoAnswer ? new Unreachable(error.message, { cause: error }) : error;
  }
};
