import { canonicalQuery, credentialsIn, signed } from '#adapters/aws/signature';
import { NotConfigured } from '#core/errors';
import type { Sign } from '#plugins/access/call';

/** Signs requests by the credentials of this process, which Lambda gives it by its role. */
export const signer =
  (env: NodeJS.ProcessEnv, now: () => Date): Sign =>
  (request, { service, region = env['AWS_REGION'] }) => {
    if (region === undefined || region === '') throw new NotConfigured('environment: AWS_REGION');
    const url = new URL(request.url);
    const query = canonicalQuery(url.searchParams);
    const { method, headers = {}, body = '' } = request;
    const { host: _, ...all } = signed(
      { method, host: url.host, path: url.pathname, query, headers, body },
      credentialsIn(env),
      { service, region, at: now() },
    );
    return { ...request, url: `${url.origin}${url.pathname}${query === '' ? '' : `?${query}`}`, headers: all };
  };
