import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { prefixes } from '#app/store/keys';
import { workQueue } from './queue.ts';

/** What follows from a decision: the dispatcher puts the ids of outbox rows into three queues, each with a worker of its own. */
export class Reactions extends Construct {
  readonly queues: { page: Queue; send: Queue; effects: Queue };

  private readonly reserved: number | undefined;

  constructor(
    scope: Construct,
    id: string,
    { key, reserved }: { key: IKey | undefined; reserved: number | undefined },
  ) {
    super(scope, id);
    this.reserved = reserved;
    this.queues = {
      page: workQueue(this, 'Page', { name: 'page', key }),
      send: workQueue(this, 'Send', { name: 'send', key }),
      effects: workQueue(this, 'Effects', { name: 'effects', key }),
    };
  }

  /** Connects the table's stream to the dispatcher, and each queue to its worker. */
  connect(
    table: Table,
    dead: Queue,
    handlers: {
      get(name: 'dispatch/dispatch-outbox' | 'page/send-page' | 'send/send-message' | 'effects/carry-out'): IFunction;
    },
  ) {
    if (!table.tableStreamArn) throw new Error('the table has no stream');
    new EventSourceMapping(this, 'Outbox', {
      target: handlers.get('dispatch/dispatch-outbox'),
      eventSourceArn: table.tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      parallelizationFactor: Math.min(4, this.reserved ?? 4),
      bisectBatchOnError: true,
      // By then the sweeper has long put the row into its queue itself.
      maxRecordAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: dead.queueArn }) },
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith(prefixes.outbox) } } },
        }),
      ],
    });
    // No page waits for another page: one for each invocation. Messages and effects come in batches.
    readBy(this, 'Pages', {
      queue: this.queues.page,
      target: handlers.get('page/send-page'),
      atATime: 1,
      atOnce: this.reserved,
    });
    readBy(this, 'Messages', { queue: this.queues.send, target: handlers.get('send/send-message'), atATime: 5 });
    readBy(this, 'ReadEffects', { queue: this.queues.effects, target: handlers.get('effects/carry-out'), atATime: 5 });
  }
}

/** Lets a function read a queue; of a batch, only the messages that failed are delivered again. */
export const readBy = (
  scope: Construct,
  id: string,
  { queue, target, atATime, atOnce }: { queue: Queue; target: IFunction; atATime: number; atOnce?: number | undefined },
) =>
  new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: queue.queueArn,
    batchSize: atATime,
    reportBatchItemFailures: true,
    // of a function that has so many workers, Lambda would otherwise ask for more messages than it can process, and use up their deliveries
    ...(atOnce !== undefined && { maxConcurrency: atOnce }),
  });
