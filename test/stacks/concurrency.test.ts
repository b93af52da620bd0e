import { expect, test } from 'vitest';
import { allowedTo, shopWith } from './shop.ts';

const reserving = (reservedConcurrency?: number) =>
  shopWith(reservedConcurrency === undefined ? {} : { reservedConcurrency });
const reserved = ({ all }: ReturnType<typeof reserving>) =>
  Object.fromEntries(
    all('AWS::Lambda::Function').flatMap(({ path, properties }) =>
      properties['ReservedConcurrentExecutions'] === undefined
        ? []
        : [[path, properties['ReservedConcurrentExecutions']]],
    ),
  );
const sources = ({ all }: ReturnType<typeof reserving>) =>
  Object.fromEntries(
    all('AWS::Lambda::EventSourceMapping').map(({ properties }) => [
      properties['EventSourceArn'],
      properties['ScalingConfig']?.MaximumConcurrency ?? properties['ParallelizationFactor'],
    ]),
  );

test('nothing is reserved unless it is asked for: an account whose limit is 10 could not bear it', () => {
  expect(reserved(reserving())).toEqual({});
});

test('what is reserved is for the functions between an alarm and its page, and their queues ask for no more at once', () => {
  const synth = reserving(5);
  expect(reserved(synth)).toEqual({
    'Handlers/ingest/receive-alarm/Function': 5,
    'Handlers/dispatch/dispatch-outbox/Function': 5,
    'Handlers/page/send-page/Function': 5,
  });
  expect(sources(synth)).toMatchObject({
    '<Ingest/Signals.Arn>': 5,
    '<Reactions/Page.Arn>': 5,
    '<Store/Table.StreamArn>': 4,
  });
});

test.each([1, 2.5, 1001])('%s is refused at synthesis, with the limit of SQS as a source', (n) => {
  expect(() => reserving(n)).toThrow(
    `shop/Tocsin: reservedConcurrency ${n}: Lambda reads a queue with 2 to 1,000 workers`,
  );
});

test('the API may ask what the account bears, and whether its mail is in the sandbox; no other function may', () => {
  const synth = reserving();
  expect(allowedTo(synth, 'api/serve', 'ses')).toEqual([
    { actions: ['lambda:GetAccountSettings', 'ses:GetAccount'], resources: ['*'] },
  ]);
  expect(allowedTo(synth, 'ingest/receive-alarm', 'ses')).toEqual([]);
});
