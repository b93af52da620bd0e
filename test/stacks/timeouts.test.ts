import { describe, expect, test } from 'vitest';
import { PROBE_WAIT } from '#adapters/aws/probe';
import { longestFunction } from '#adapters/aws/probing';
import { sdk } from '#adapters/aws/sdk';
import { START_SECONDS } from '#app/actions/watched';
import { LONGEST_PROBE_SECONDS } from '#app/doctor/probe';
import { LEASE_SECONDS } from '#app/outbox/lease';
import { machines } from '#core/machines';
import { LONGEST_CHECK_SECONDS } from '#core/playbook/verification';
import { timeoutOf } from '#lib/handlers';
import { boundBy, definitionOf } from '#lib/phase';
import { type HandlerName, type Right, rights } from '#lib/rights';
import { plugins } from '#plugins/registry';
import { oneAttempt } from '#plugins/sdk-error';
import { synthesized } from './synthesized.ts';

/** Seconds besides what is waited for: to read rows, to judge an answer, to write what came of it. */
const besides = 10;
/** Seconds that Lambda may take to start a worker, which count towards a state's time-out and not towards the function's. */
const start = 10;
const names = Object.keys(rights) as HandlerName[];
const having = (right: Right) => names.filter((name) => (rights[name] as readonly Right[]).includes(right));
const seconds = (name: HandlerName) => timeoutOf(name).toSeconds();
const { all } = synthesized();

describe('a function outlives what it waits for', () => {
  test.each(having('run-actions'))('%s: a function of a runbook that answers after 60 s is judged', (name) => {
    expect(longestFunction).toBeGreaterThanOrEqual(60_000);
    expect(seconds(name) - longestFunction / 1000).toBeGreaterThanOrEqual(besides);
  });

  const doctor = 'doctor/read-checks';
  test.each(having('read-checks').filter((name) => name !== doctor))(
    '%s: the longest check that a playbook may have is read',
    (name) => {
      expect(seconds(name) - LONGEST_CHECK_SECONDS).toBeGreaterThanOrEqual(besides);
    },
  );

  test('the doctor reads a check and, with a new secret, once more, and answers before the API stops waiting', () => {
    expect(seconds(doctor)).toBeGreaterThan(2 * LONGEST_PROBE_SECONDS);
    expect(seconds(doctor)).toBeLessThan(PROBE_WAIT / 1000);
    expect(PROBE_WAIT / 1000).toBeLessThan(seconds('api/serve'));
  });

  // one attempt over the network: no connection, or a request without an answer
  const { connectionTimeout, requestTimeout } = oneAttempt.requestHandler;
  const perChannel = (connectionTimeout + requestTimeout) / 1000;
  const ways = plugins.channels.filter(({ person }) => person !== 'none').length;

  test('a page is tried on every channel of a person, though none of them answers', () => {
    expect(ways).toBeGreaterThanOrEqual(5);
    expect(seconds('page/send-page') - ways * perChannel).toBeGreaterThanOrEqual(besides);
  });

  test('so is a message to a person', () => {
    expect(seconds('send/send-message') - ways * perChannel).toBeGreaterThanOrEqual(besides);
  });

  test('the publisher reads two assets and writes one object, each at the third try', () => {
    const perRequest = (3 * sdk.requestHandler.requestTimeout) / 1000;
    expect(seconds('deploy/publish') - 3 * perRequest).toBeGreaterThanOrEqual(besides);
    const [object] = all('Custom::TocsinDeployment');
    expect(Number(object?.properties['ServiceTimeout'])).toBeGreaterThan(2 * seconds('deploy/publish'));
  });

  test('the API answers before API Gateway gives it up, after 30 s', () => {
    expect(seconds('api/serve')).toBeLessThan(30);
  });
});

describe('a caller outlives the function that it waits for', () => {
  interface State {
    Type: string;
    Resource?: string;
    TimeoutSeconds?: number;
    Branches?: { States: Record<string, State> }[];
  }
  const statesOf = (states: Record<string, State>): [string, State][] =>
    Object.entries(states).flatMap(([name, state]) => [
      [name, state],
      ...(state.Branches ?? []).flatMap((branch) => statesOf(branch.States)),
    ]);
  const tasks = machines.flatMap((machine) => {
    const definition: { States: Record<string, State> } = JSON.parse(definitionOf(machine));
    const bound = new Map(boundBy(machine).tasks.map(({ task, handler }) => [task, handler]));
    return statesOf(definition.States).flatMap(([name, { Resource, TimeoutSeconds = 0 }]) => {
      const handler = bound.get(name);
      return handler === undefined || Resource?.startsWith('arn:aws:states:::lambda:invoke') !== true
        ? []
        : [{ machine, name, handler, TimeoutSeconds }];
    });
  });

  test('every task is looked at', () => expect(tasks.length).toBeGreaterThanOrEqual(19));

  test.each(tasks)('$machine, $name', ({ handler, TimeoutSeconds }) => {
    expect(TimeoutSeconds - seconds(handler)).toBeGreaterThanOrEqual(start + 5);
  });

  test.each(['page/send-page', 'send/send-message'] as const)('the lease of an outbox row: %s', (name) => {
    expect(LEASE_SECONDS).toBeGreaterThan(seconds(name));
  });

  test('the start of an action counts as lost only when the function that started it is gone', () => {
    expect(START_SECONDS).toBeGreaterThan(Math.max(...having('run-actions').map(seconds)) + start);
  });
});

test('a message shows again soon after its reader and the claim of it are gone, and ten minutes of throttling make no dead letter of it', () => {
  const queues = all('AWS::SQS::Queue').filter(({ properties }) => properties['RedrivePolicy'] !== undefined);
  const timeouts = new Map(
    all('AWS::Lambda::EventSourceMapping').map(({ properties }) => {
      const handler = /^<Handlers\/(.*)\/Function>$/.exec(properties['FunctionName'])?.[1];
      return [properties['EventSourceArn'], seconds(handler as HandlerName)];
    }),
  );
  const judged = queues.map(({ path, properties }) => {
    const { VisibilityTimeout: visibility, RedrivePolicy } = properties;
    const timeout = timeouts.get(`<${path}.Arn>`) ?? 0;
    const throttled = visibility * RedrivePolicy.maxReceiveCount;
    const leased = path === 'Reactions/Page' || path === 'Reactions/Send' ? LEASE_SECONDS : 0;
    return { path, over: visibility - Math.max(timeout, leased), bears: throttled >= 600 };
  });
  expect(judged).toEqual(
    ['Reactions/Page', 'Reactions/Send', 'Reactions/Effects', 'Ingest/Signals'].map((path) => ({
      path,
      over: 5,
      bears: true,
    })),
  );
});
