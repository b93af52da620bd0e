import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { accountOf } from '#adapters/aws/account';

let close: (() => void) | undefined;
afterEach(() => close?.());

/** An AWS that answers each path with a status and a body. */
const aws = async (answers: Record<string, [number, object]>) => {
  const asked: { url: string; authorization: string }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '' });
    const [status, body] = answers[request.url ?? ''] ?? [403, { message: 'not authorized' }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => void server.close();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const warned: string[] = [];
  const account = accountOf(
    {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
    { warn: (message, facts) => void warned.push(`${message} ${JSON.stringify(facts)}`) },
  );
  return { account, asked, warned };
};

test('an account is asked for its concurrency and its mail, each in a signed request of its service', async () => {
  const { account, asked } = await aws({
    '/2016-08-19/account-settings': [
      200,
      { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } },
    ],
    '/v2/email/account': [200, { ProductionAccessEnabled: false }],
  });
  expect(await account.facts()).toEqual({ concurrency: { limit: 10, unreserved: 10 }, mailProduction: false });
  expect(
    asked
      .map(({ authorization }) => /Credential=AKID\/\d+\/eu-central-1\/(\w+)\//.exec(authorization)?.[1] ?? '')
      .toSorted(),
  ).toEqual(['lambda', 'ses']);
});

test('what cannot be asked is left out, and the log says why', async () => {
  const { account, warned } = await aws({ '/v2/email/account': [200, { ProductionAccessEnabled: true }] });
  expect(await account.facts()).toEqual({ mailProduction: true });
  expect(warned).toEqual(['the account does not answer {"service":"lambda","error":"Error: status 403"}']);
});
