import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { timeoutOf } from './handlers.ts';
import { workQueue } from './queue.ts';
import { tries } from './tries.ts';

/** What follows from a decision: outbox rows become ids in three queues, and each queue has its own hands. */
export class Reactions extends Construct {
  readonly queues: { page: Queue; send: Queue; effects: Queue };

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queues = {
      page: workQueue(this, 'Page', { readFor: timeoutOf('page/send-page'), tries: tries.page }),
      send: workQueue(this, 'Send', { readFor: timeoutOf('send/send-message'), tries: tries.send }),
      effects: workQueue(this, 'Effects', { readFor: timeoutOf('effects/carry-out'), tries: tries.effects }),
    };
  }

  /** Wires the table's stream to the dispatcher, and each queue to whoever works it off. */
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
      parallelizationFactor: 4,
      bisectBatchOnError: true,
      // What SQS refuses for an hour the sweeper has long put there itself.
      maxRecordAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: dead.queueArn }) },
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('O#') } } },
        }),
      ],
    });
    // A page waits for no other page: one a call. Messages and effects go by the handful.
    readBy(this, 'Pages', { queue: this.queues.page, target: handlers.get('page/send-page'), atATime: 1 });
    readBy(this, 'Messages', { queue: this.queues.send, target: handlers.get('send/send-message'), atATime: 5 });
    readBy(this, 'ReadEffects', { queue: this.queues.effects, target: handlers.get('effects/carry-out'), atATime: 5 });
  }
}

/** A function works a queue off; what it could not do of a batch comes again, the rest does not. */
export const readBy = (
  scope: Construct,
  id: string,
  { queue, target, atATime }: { queue: Queue; target: IFunction; atATime: number },
) =>
  new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: queue.queueArn,
    batchSize: atATime,
    reportBatchItemFailures: true,
  });
