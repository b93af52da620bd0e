import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arnOf, FakeQueues } from '#test/fake-queues';
import { tocsinHere } from './support.ts';

let fake: FakeQueues;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeQueues();
  fake.deploy('shop');
  env = await fake.listen();
});
afterEach(() => fake.close());

const redrive = (...args: string[]) => tocsinHere(['redrive', ...args], env);
const json = async (...args: string[]) => {
  const { code, out, err } = await redrive(...args, '--output', 'json');
  return { code, err, ...(out === '' ? {} : { said: JSON.parse(out) as object }) };
};
const count = (name: string) => fake.queue(name).messages.length;

describe.each(['page', 'send', 'effects', 'signals'])('%s', (name) => {
  test('its dead letters go back to their queue, by a move of SQS', async () => {
    fake.bury(`shop-${name}-dead`, 3, `shop-${name}`);
    expect(await json(name, '--yes')).toEqual({
      code: 0,
      err: '',
      said: { deployment: 'shop', queue: name, moved: 3, settled: 0, left: 0 },
    });
    expect([count(`shop-${name}-dead`), count(`shop-${name}`)]).toEqual([0, 3]);
  });
});

test('progress goes to stderr, the result to stdout', async () => {
  fake.pace = 40;
  fake.bury('shop-page-dead', 100, 'shop-page');
  const { code, out, err } = await redrive('page', '--yes', '--rate', '500');
  expect(code).toBe(0);
  expect(err).toContain('moved 40 of 100');
  expect(out).toBe('page: 100 messages moved back to their queue\n');
  expect(fake.tasks[0]?.rate).toBe(500);
});

test('the end of an earlier move is not taken for that of this one', async () => {
  fake.tasks.push({
    handle: 'old',
    source: arnOf('shop-page-dead'),
    status: 'COMPLETED',
    moved: 9,
    toMove: 9,
    started: 0,
  });
  fake.lag = 2;
  fake.bury('shop-page-dead', 3, 'shop-page');
  expect(await json('page', '--yes')).toMatchObject({ code: 0, said: { moved: 3 } });
});

test('nothing there: no move is started', async () => {
  expect(await json('page', '--yes')).toMatchObject({ code: 0, said: { moved: 0 } });
  expect(fake.tasks).toEqual([]);
});

test('without --yes and without a terminal it says how many there are and starts nothing', async () => {
  fake.bury('shop-page-dead', 7, 'shop-page');
  const { code, err } = await redrive('page');
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('7 messages of page (shop) would be moved: confirm with --yes'),
  ]);
  expect(fake.tasks).toEqual([]);
});

test('without a queue it lists them with their counts', async () => {
  fake.bury('shop-send-dead', 2, 'shop-send');
  const { out } = await redrive();
  expect(out.split('\n').slice(0, 5)).toEqual([
    'effects        0',
    'machinery      0',
    'page           0',
    'send           2',
    'signals        0',
  ]);
});

describe('what SQS refuses is said in words', () => {
  test('a move that is under way: exit 5, with its progress', async () => {
    fake.bury('shop-page-dead', 1000, 'shop-page');
    fake.tasks.push({
      handle: 'other',
      source: arnOf('shop-page-dead'),
      status: 'RUNNING',
      moved: 0,
      toMove: 1000,
      started: 0,
    });
    const { code, err } = await redrive('page', '--yes');
    expect([code, err]).toEqual([5, expect.stringMatching(/a move of page is under way: \d+ of 1000/)]);
  });

  test.each(['0', '501', 'fast'])('a rate of %s: exit 2, SQS is not asked', async (rate) => {
    const { code, err } = await redrive('page', '--yes', '--rate', rate);
    expect([code, err]).toEqual([2, expect.stringContaining('1 to 500')]);
    expect(fake.asked).toEqual([]);
  });

  test('100 moves of the account are under way', async () => {
    fake.othersActive = 100;
    fake.bury('shop-page-dead', 1, 'shop-page');
    const { code, err } = await redrive('page', '--yes');
    expect([code, err]).toEqual([1, expect.stringContaining('Too many active message movement tasks')]);
  });

  test('a message that somebody sent to the dead letters has no queue to return to', async () => {
    fake.bury('shop-page-dead', 1, 'shop-page');
    fake.bury('shop-page-dead', 1);
    const { code, err } = await redrive('page', '--yes');
    expect(code).toBe(1);
    expect(err).toContain('1 of 2 messages were moved, then SQS gave up: CouldNotDetermineMessageSource');
    expect(err).toContain('was sent to the dead letters directly');
  });

  test('no right to start: which rights it takes', async () => {
    fake.denied.add('StartMessageMoveTask');
    fake.bury('shop-page-dead', 1, 'shop-page');
    const { code, err } = await redrive('page', '--yes');
    expect(code).toBe(1);
    expect(err).toContain('not authorized to perform: sqs:StartMessageMoveTask');
    expect(err).toContain('tag:GetResources');
  });

  test('no right to send, which only shows during the move', async () => {
    fake.denied.add('SendMessage');
    fake.bury('shop-page-dead', 2, 'shop-page');
    const { code, err } = await redrive('page', '--yes');
    expect([code, err]).toEqual([1, expect.stringContaining('SQS gave up: AccessDenied')]);
    expect(err).toContain('sqs:SendMessage');
  });
});

describe('which deployment', () => {
  test('two in the account: it asks which, and takes --deployment', async () => {
    fake.deploy('pay');
    fake.bury('pay-page-dead', 1, 'pay-page');
    const { code, err } = await redrive('page', '--yes');
    expect([code, err]).toEqual([2, expect.stringContaining('pay, shop')]);
    expect(await json('page', '--yes', '--deployment', 'pay')).toMatchObject({ said: { deployment: 'pay', moved: 1 } });
  });

  test('none: exit 4, and where it looked', async () => {
    fake.queues.clear();
    const { code, err } = await redrive('page', '--yes');
    expect([code, err]).toEqual([4, expect.stringContaining('no deployment of Tocsin in eu-central-1')]);
  });

  test('a queue that there is not: exit 2, and which there are', async () => {
    const { code, err } = await redrive('pages', '--yes');
    expect([code, err]).toEqual([2, expect.stringContaining('machinery')]);
  });

  test('nobody answers', async () => {
    const { code, err } = await tocsinHere(['redrive', 'page', '--yes'], {
      ...env,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    });
    expect([code, err]).toEqual([1, expect.stringContaining('AWS cannot be reached')]);
  });

  test('no credentials', async () => {
    const { code, err } = await tocsinHere(['redrive', 'page', '--yes'], {
      ...env,
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect([code, err]).toEqual([1, expect.stringContaining('no AWS credentials')]);
  });
});

describe('machinery, which no SQS queue fills, so that SQS moves nothing back', () => {
  const bus = { detail: { alarmName: 'errors' }, source: 'aws.cloudwatch' };
  const note = { Type: 'Notification', TopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms', Message: '{}' };
  const fn = 'arn:aws:lambda:eu-central-1:111122223333:function:shop-sweep';
  const bury = () => {
    const dead = 'shop-machinery-dead';
    fake.put(dead, { body: JSON.stringify(bus), attributes: { TARGET_ARN: arnOf('shop-signals'), ERROR_CODE: 'X' } });
    fake.put(dead, { body: JSON.stringify(note) });
    fake.put(dead, { body: JSON.stringify({ source: 'aws.states' }), attributes: { TARGET_ARN: fn } });
    fake.put(dead, { body: '{"due":"2026-03-11T14:02:00Z"}', attributes: { SCHEDULE_ARN: 'arn:aws:scheduler:x' } });
    fake.put(dead, { body: JSON.stringify({ DDBStreamBatchInfo: { shardId: '1' } }) });
    fake.put(dead, { body: 'hello' });
  };

  test('alarms go to the queue of signals; what the sweeper has done since is settled; the rest stays', async () => {
    bury();
    expect(await json('machinery', '--yes')).toEqual({
      code: 1,
      err: expect.stringContaining('1 message is left'),
      said: { deployment: 'shop', queue: 'machinery', moved: 2, settled: 3, left: 1 },
    });
    expect(fake.queue('shop-signals').messages.map(({ body }) => JSON.parse(body))).toEqual([bus, note]);
    expect(fake.queue('shop-machinery-dead').messages).toMatchObject([{ body: 'hello' }]);
    expect(fake.queue('shop-machinery-dead').messages[0]?.inFlight).toBeUndefined();
  });

  test('more than one reading takes in', async () => {
    for (let n = 0; n < 23; n += 1) fake.put('shop-machinery-dead', { body: JSON.stringify(note) });
    expect(await json('machinery', '--yes')).toMatchObject({ code: 0, said: { moved: 23, left: 0 } });
  });

  test('a target that is no queue of this deployment is not sent to', async () => {
    const attributes = { TARGET_ARN: arnOf('elsewhere') };
    fake.put('shop-machinery-dead', { body: JSON.stringify(bus), attributes });
    expect(await json('machinery', '--yes')).toMatchObject({ code: 1, said: { moved: 0, left: 1 } });
  });

  test('what cannot be sent stays', async () => {
    bury();
    fake.denied.add('SendMessage');
    const { code, err } = await redrive('machinery', '--yes');
    expect([code, err]).toEqual([1, expect.stringContaining('sqs:SendMessage')]);
    expect(count('shop-machinery-dead')).toBe(6);
  });

  test('it takes no rate', async () => {
    const { code, err } = await redrive('machinery', '--yes', '--rate', '5');
    expect([code, err]).toEqual([2, expect.stringContaining('--rate')]);
  });
});
