import type { HttpRequest, HttpResponse } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { type AwsJsonPorts, type AwsService, answered, awsAddress } from './aws-json.ts';

/** One call of a service of AWS that speaks REST: signed, and errors as `awsJson` has them. The path is encoded by who gives it. */
export type AwsCall = (
  request: Pick<HttpRequest, 'method' | 'headers' | 'body' | 'timeoutMs'> & { path: string },
) => Promise<HttpResponse>;

/** Calls of a service whose operations are methods and paths. */
export function awsRest(of: Omit<AwsService, 'prefix'>, { http, sign, env }: AwsJsonPorts): AwsCall {
  return async ({ path, ...request }) => {
    const url = awsAddress(of, env);
    if (url === undefined) throw new NotConfigured('environment: AWS_REGION');
    const whole = { ...request, url: `${url.replace(/\/$/, '')}${path}` };
    return answered(of.title, await http.send(sign(whole, { service: of.service })));
  };
}
