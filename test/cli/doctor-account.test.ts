import { expect, test } from 'vitest';
import { diagnose } from '#app/doctor/diagnose';
import { apiOn } from '../api/support.ts';

const asked = (account: object | undefined) => {
  const { deployed } = apiOn().world.ports;
  return diagnose(deployed, {
    apiUrl: 'https://tocsin.test',
    publicUrl: 'https://tocsin.test',
    secretPrefix: 'tocsin/',
    heard: {},
    ...(account === undefined ? {} : { account }),
  } as Parameters<typeof diagnose>[1]);
};
const lambdaOf = (account: object | undefined) => asked(account).find(({ of }) => of === 'lambda');
const sandboxOf = (account: object | undefined) =>
  asked(account).find(({ of, what }) => of === 'email' && what.includes('sandbox'));

test('an account whose limit is 10 is told so, with where to raise it', () => {
  expect(lambdaOf({ concurrency: { limit: 10, unreserved: 10 } })).toEqual({
    of: 'lambda',
    what: 'the account runs 10 functions at once, 10 of them reserved for none; a storm of alarms or calls wants 100',
    state: 'missing',
    cure: 'raise "Concurrent executions" of AWS Lambda in Service Quotas to 1,000; until then leave reservedConcurrency out',
    takes: 'minutes to two days',
  });
});

test('an account with room is fine; one that was not asked, or did not answer, is unknown', () => {
  expect(lambdaOf({ concurrency: { limit: 1000, unreserved: 985 } })).toMatchObject({ state: 'ok' });
  expect(lambdaOf({})).toMatchObject({ state: 'unknown' });
  expect(lambdaOf(undefined)).toMatchObject({ state: 'unknown' });
});

test('the sandbox of SES is said where the account tells it', () => {
  expect([{ mailProduction: true }, { mailProduction: false }, {}].map((account) => sandboxOf(account)?.state)).toEqual(
    ['ok', 'missing', 'unknown'],
  );
  expect(sandboxOf({ mailProduction: false })?.cure).toContain('mail.sandbox');
});
