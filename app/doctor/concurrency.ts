import type { AccountFacts } from './account.ts';
import type { Finding } from './finding.ts';

/** Functions of an account that may run at once and that Lambda lets nobody reserve (docs.aws.amazon.com/lambda, configuration-concurrency). A new account may have 10 in all. */
const FREE = 100;

/** Whether the account lets enough functions run at once. */
export function concurrencyFinding(account: AccountFacts | undefined): Finding {
  const of = 'lambda';
  const cure =
    'raise "Concurrent executions" of AWS Lambda in Service Quotas to 1,000; until then leave reservedConcurrency out';
  const takes = 'minutes to two days';
  const { limit, unreserved } = account?.concurrency ?? {};
  if (limit === undefined || unreserved === undefined)
    return { of, what: 'the account lets enough functions run at once', state: 'unknown', cure, takes };
  const what = `the account runs ${limit} functions at once, ${unreserved} of them reserved for none`;
  if (unreserved >= FREE) return { of, what, state: 'ok' };
  return { of, what: `${what}; a storm of alarms or calls wants ${FREE}`, state: 'missing', cure, takes };
}
