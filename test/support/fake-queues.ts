import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const account = '111122223333';
const region = 'eu-central-1';

interface Message {
  id: string;
  body: string;
  attributes: Record<string, string>;
  /** The queue it was in before it was a dead letter; none for what was sent here directly. */
  from?: string;
  inFlight?: string;
}
interface Queue {
  name: string;
  tags: Record<string, string>;
  /** The ARN of its dead letters. */
  dead?: string;
  messages: Message[];
}
interface Task {
  handle: string;
  source: string;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  moved: number;
  toMove: number;
  started: number;
  failure?: string;
  rate?: number;
}
class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
type Body = Record<string, any>;

/**
 * SQS and the tagging API over HTTP, as far as a redrive asks them, with the limits that their documentation states: a move starts only at
 * dead letters of an SQS queue, one at a time for each and 100 in an account, at 1 to 500 messages a second; what was sent to the dead letters
 * directly has no source and fails the move; what is in flight is not moved; the handle of a task is told while it runs.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export class FakeQueues {
  readonly queues = new Map<string, Queue>();
  readonly tasks: Task[] = [];
  readonly asked: string[] = [];
  /** Actions that IAM denies; `SendMessage` only shows once a move is under way. */
  readonly denied = new Set<string>();
  /** Messages that a move brings over between two looks. */
  pace = 100;
  /** Looks that do not yet show a move that has just begun. */
  lag = 0;
  /** Moves of other queues of the account that are under way. */
  othersActive = 0;
  #url = '';
  #server = createServer((request, response) => {
    void answerTo(request, (action, body) => this.#act(action, body)).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    });
  });

  async listen(): Promise<Record<string, string>> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return {
      AWS_ENDPOINT_URL: this.#url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'fake',
      AWS_SECRET_ACCESS_KEY: 'fake',
      AWS_MAX_ATTEMPTS: '1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
  }
  close = (): void => void this.#server.close();

  /** The queues of one deployment, as the construct tags them. */
  deploy(deployment: string): void {
    this.#make(`${deployment}-machinery-dead`, {
      'tocsin:deployment': deployment,
      'tocsin:dead-letters': 'machinery',
    });
    for (const name of ['page', 'send', 'effects', 'signals']) {
      const dead = this.#make(`${deployment}-${name}-dead`, {
        'tocsin:deployment': deployment,
        'tocsin:dead-letters': name,
      });
      const queue = this.#make(`${deployment}-${name}`, { 'tocsin:deployment': deployment, 'tocsin:queue': name });
      queue.dead = arnOf(dead.name);
    }
  }
  #make(name: string, tags: Record<string, string>): Queue {
    const queue: Queue = { name, tags, messages: [] };
    this.queues.set(name, queue);
    return queue;
  }

  queue(name: string): Queue {
    const queue = this.queues.get(name);
    if (!queue) throw new Refusal('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
    return queue;
  }
  /** Puts messages among the dead letters, as SQS does after too many deliveries, or as somebody who sends them there. */
  bury(name: string, count: number, from?: string): void {
    for (let n = 0; n < count; n += 1)
      this.put(name, { body: `message ${n}`, ...(from === undefined ? {} : { from: arnOf(from) }) });
  }
  put(name: string, message: Partial<Message>): void {
    this.queue(name).messages.push({ id: randomUUID(), body: '', attributes: {}, ...message });
  }

  #act(action: string, body: Body): object {
    this.asked.push(action);
    if (this.denied.has(action) && action !== 'SendMessage')
      throw new Refusal(
        'AccessDenied',
        `User: arn:aws:iam::${account}:user/ana is not authorized to perform: sqs:${action}`,
        403,
      );
    const known: Record<string, (body: Body) => object> = {
      GetResources: (b) => this.#resources(b),
      GetQueueUrl: ({ QueueName }) => ({ QueueUrl: `${this.#url}/${account}/${this.queue(QueueName).name}` }),
      GetQueueAttributes: ({ QueueUrl }) => this.#attributes(this.queue(nameIn(QueueUrl))),
      StartMessageMoveTask: (b) => this.#start(b),
      ListMessageMoveTasks: (b) => this.#list(b),
      ReceiveMessage: (b) => this.#receive(b),
      SendMessage: (b) => this.#send(b),
      DeleteMessage: (b) => this.#delete(b),
      ChangeMessageVisibility: (b) => this.#release(b),
    };
    const answer = known[action];
    if (!answer) throw new Refusal('InvalidAction', `The action ${action} is not valid for this endpoint.`);
    return answer(body);
  }

  #resources({ TagFilters = [], PaginationToken = '' }: Body): object {
    const all = [...this.queues.values()].filter(({ tags }) =>
      (TagFilters as { Key: string }[]).every(({ Key }) => Key in tags),
    );
    // a page of the real one is 100 at most; three here, so that somebody has to turn them
    const at = Number(PaginationToken === '' ? 0 : PaginationToken);
    return {
      PaginationToken: at + 3 < all.length ? String(at + 3) : '',
      ResourceTagMappingList: all.slice(at, at + 3).map(({ name, tags }) => ({
        ResourceARN: arnOf(name),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  }

  #attributes({ messages, name }: Queue): object {
    const inFlight = messages.filter((m) => m.inFlight !== undefined).length;
    return {
      Attributes: {
        QueueArn: arnOf(name),
        ApproximateNumberOfMessages: String(messages.length - inFlight),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
      },
    };
  }

  #start({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: rate }: Body): object {
    const source = [...this.queues.values()].find(({ name }) => arnOf(name) === SourceArn);
    if (!source)
      throw new Refusal(
        'ResourceNotFoundException',
        "The resource that you specified for the SourceArn parameter doesn't exist.",
      );
    if (![...this.queues.values()].some(({ dead }) => dead === SourceArn))
      throw new Refusal('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
    if (rate !== undefined && !(Number.isInteger(rate) && rate >= 1 && rate <= 500))
      throw new Refusal(
        'InvalidParameterValue',
        `Value ${rate} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be an integer between 1 and 500.`,
      );
    if (this.tasks.some((task) => task.source === SourceArn && task.status === 'RUNNING'))
      throw new Refusal(
        'InvalidParameterValue',
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    if (this.othersActive >= 100) throw new Refusal('RequestThrottled', 'Too many active message movement tasks.');
    if (DestinationArn !== undefined)
      throw new Refusal('UnsupportedOperation', 'The fake moves back to the source only.');
    const task: Task = {
      handle: randomUUID(),
      source: SourceArn,
      status: 'RUNNING',
      moved: 0,
      toMove: source.messages.filter((m) => m.inFlight === undefined).length,
      started: this.tasks.length,
      ...(rate === undefined ? {} : { rate }),
    };
    this.tasks.unshift(task);
    return { TaskHandle: task.handle };
  }

  #list({ SourceArn, MaxResults = 1 }: Body): object {
    if (MaxResults < 1 || MaxResults > 10)
      throw new Refusal('InvalidParameterValue', 'MaxResults must be between 1 and 10.');
    const all = this.tasks.filter((task) => task.source === SourceArn);
    const isLate = this.lag > 0 && all[0]?.status === 'RUNNING';
    if (isLate) this.lag -= 1;
    const ours = isLate ? all.slice(1) : all;
    for (const task of ours) if (task.status === 'RUNNING') this.#advance(task);
    return {
      Results: ours.slice(0, MaxResults).map((task) => ({
        ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
        Status: task.status,
        StartedTimestamp: task.started,
        SourceArn,
        ApproximateNumberOfMessagesMoved: task.moved,
        ApproximateNumberOfMessagesToMove: task.toMove,
        ...(task.failure === undefined ? {} : { FailureReason: task.failure }),
        ...(task.rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.rate }),
      })),
    };
  }

  #advance(task: Task): void {
    const source = [...this.queues.values()].find(({ name }) => arnOf(name) === task.source);
    const waiting = (source?.messages ?? []).filter((m) => m.inFlight === undefined);
    for (const message of waiting.slice(0, this.pace)) {
      const home = [...this.queues.values()].find(({ name }) => arnOf(name) === message.from);
      if (this.denied.has('SendMessage')) task.failure = 'AccessDenied';
      else if (message.from === undefined) task.failure = 'CouldNotDetermineMessageSource';
      else if (!home) task.failure = 'AWS.SimpleQueueService.NonExistentQueue';
      if (task.failure !== undefined) {
        task.status = 'FAILED';
        return;
      }
      source?.messages.splice(source.messages.indexOf(message), 1);
      home?.messages.push({ id: randomUUID(), body: message.body, attributes: message.attributes });
      task.moved += 1;
    }
    if (task.moved >= task.toMove) task.status = 'COMPLETED';
  }

  #receive({ QueueUrl, MaxNumberOfMessages = 1 }: Body): object {
    if (MaxNumberOfMessages < 1 || MaxNumberOfMessages > 10)
      throw new Refusal('InvalidParameterValue', 'MaxNumberOfMessages must be between 1 and 10.');
    const taken = this.queue(nameIn(QueueUrl)).messages.filter((m) => m.inFlight === undefined);
    return {
      Messages: taken.slice(0, MaxNumberOfMessages).map((message) => {
        message.inFlight = randomUUID();
        return {
          MessageId: message.id,
          ReceiptHandle: message.inFlight,
          Body: message.body,
          MD5OfBody: md5(message.body),
          MessageAttributes: Object.fromEntries(
            Object.entries(message.attributes).map(([k, StringValue]) => [k, { DataType: 'String', StringValue }]),
          ),
        };
      }),
    };
  }
  #send({ QueueUrl, MessageBody }: Body): object {
    const queue = this.queue(nameIn(QueueUrl));
    if (this.denied.has('SendMessage'))
      throw new Refusal('AccessDenied', 'not authorized to perform: sqs:SendMessage', 403);
    this.put(queue.name, { body: MessageBody });
    return { MessageId: randomUUID(), MD5OfMessageBody: md5(MessageBody) };
  }
  #taken({ QueueUrl, ReceiptHandle }: Body): [Queue, Message] {
    const queue = this.queue(nameIn(QueueUrl));
    const message = queue.messages.find((m) => m.inFlight === ReceiptHandle);
    if (!message) throw new Refusal('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    return [queue, message];
  }
  #delete(body: Body): object {
    const [queue, message] = this.#taken(body);
    queue.messages.splice(queue.messages.indexOf(message), 1);
    return {};
  }
  #release(body: Body): object {
    const [, message] = this.#taken(body);
    delete message.inFlight;
    return {};
  }
}

async function answerTo(request: IncomingMessage, act: (action: string, body: Body) => object) {
  const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  try {
    const text = (await request.toArray()).map(String).join('');
    return { status: 200, body: act(action, JSON.parse(text === '' ? '{}' : text) as Body) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: { __type: `com.amazonaws.sqs#${error.code}`, message: error.message } };
  }
}
export const arnOf = (name: string): string => `arn:aws:sqs:${region}:${account}:${name}`;
const nameIn = (url: string) => url.split('/').at(-1) ?? '';
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
