import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import * as z from 'zod';
import { logPorts } from '#adapters/aws/log';
import { provides } from '#adapters/aws/provide';
import { credentialsIn, signed } from '#adapters/aws/signature';
import type { AccountFacts } from '#app/doctor/account';
import type { Ports } from '#app/ports';
import { NoAnswer } from '#core/errors';

/** Milliseconds: a person waits, and what does not answer is unknown. */
const longest = 3_000;

const Limits = z.object({
  AccountLimit: z.object({ ConcurrentExecutions: z.number(), UnreservedConcurrentExecutions: z.number() }),
});
const Mail = z.object({ ProductionAccessEnabled: z.boolean() });

/** Where a service answers: at the environment's endpoint, else in the Region. */
const addressOf = (service: 'lambda' | 'ses', path: string, env: NodeJS.ProcessEnv): URL => {
  const endpoint = env['AWS_ENDPOINT_URL'];
  if (endpoint) return new URL(path, endpoint);
  const region = env['AWS_REGION'] ?? '';
  const host = `${service === 'ses' ? 'email' : service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return new URL(`https://${host}${path}`);
};

const get = async (service: 'lambda' | 'ses', path: string, env: NodeJS.ProcessEnv): Promise<unknown> => {
  const url = addressOf(service, path, env);
  const unsigned = { method: 'GET', host: url.host, path: url.pathname, headers: {}, body: '' };
  const headers = signed(unsigned, credentialsIn(env), { region: env['AWS_REGION'] ?? '', at: new Date(), service });
  return new Promise((done, failed) => {
    const sent = (url.protocol === 'https:' ? secure : plain)(url, { headers, timeout: longest }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', failed);
      response.on('end', () => {
        if (response.statusCode !== 200) failed(new Error(`status ${response.statusCode}`));
        else done(text);
      });
    });
    sent.on('timeout', () => sent.destroy(new NoAnswer(`nothing within ${longest} ms`)));
    sent.on('error', failed);
    sent.end();
  }).then((text) => JSON.parse(String(text)));
};

/** Asks the account by two plain requests: their SDK clients would be in the bundle of every call of the API. */
export const accountOf = (env: NodeJS.ProcessEnv, log: Pick<Ports['log'], 'warn'>): NonNullable<Ports['account']> => {
  const asked = async <T>(service: 'lambda' | 'ses', path: string, shape: z.ZodType<T>): Promise<T | undefined> => {
    try {
      return shape.parse(await get(service, path, env));
    } catch (error) {
      log.warn('the account does not answer', { service, error: String(error) });
      return undefined;
    }
  };
  return {
    async facts(): Promise<AccountFacts> {
      const [limits, mail] = await Promise.all([
        asked('lambda', '/2016-08-19/account-settings', Limits),
        asked('ses', '/v2/email/account', Mail),
      ]);
      const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved } = limits?.AccountLimit ?? {};
      return {
        ...(limit !== undefined && unreserved !== undefined && { concurrency: { limit, unreserved } }),
        ...(mail !== undefined && { mailProduction: mail.ProductionAccessEnabled }),
      };
    },
  };
};

/** The deployment's own account. */
export const accountPorts = provides('account', () => accountOf(process.env, logPorts().log));
