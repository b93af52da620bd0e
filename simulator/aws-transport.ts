import type { Http } from '#app/ports';
import type { AwsClientSettings, AwsRequest } from '#plugins/plugin';

/** Settings of AWS clients that reach `url` over a port and open no socket. */
export const inProcess = (http: Http, url: string): AwsClientSettings => ({
  maxAttempts: 1,
  region: 'us-east-1',
  endpoint: url,
  credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
  requestHandler: {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, path, query = {}, headers, body = '' }: AwsRequest) {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) search.set(name, String(value ?? ''));
      const { status, ...answer } = await http.send({
        method,
        url: `${url}${path}${search.size === 0 ? '' : `?${search.toString()}`}`,
        headers,
        body: typeof body === 'string' ? body : new TextDecoder().decode(body),
      });
      return { response: { statusCode: status, headers: answer.headers, body: Buffer.from(answer.body) } };
    },
  },
});
