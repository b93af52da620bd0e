import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { phases } from '#core/machines';
import { machineArn } from './names.ts';
import { letSend } from './queue.ts';

/** Keeps a running execution for each open incident: the end of a run arrives as an event, and the sweeper finds what the events missed. */
export class Recovery extends Construct {
  private readonly dead: Queue;

  constructor(
    product: Construct,
    id: string,
    {
      sweep,
      watchActions,
      takeUp,
      dead,
    }: { sweep: IFunction; watchActions: IFunction; takeUp: IFunction; dead: Queue },
  ) {
    super(product, id);
    this.dead = dead;
    this.invokes('RunEnded', takeUp, {
      description: 'A lifecycle or phase execution has failed.',
      eventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: (['lifecycle', ...phases] as const).map((machine) => machineArn(product, machine)),
        },
      },
    });
    this.invokes('EveryMinute', sweep, {
      description: 'Runs the sweeper, which takes up what is overdue.',
      scheduleExpression: 'rate(1 minute)',
    });
    this.invokes('EveryMinuteActions', watchActions, {
      description: 'Looks at the actions that run on without a plan.',
      scheduleExpression: 'rate(1 minute)',
    });
  }

  private invokes(
    id: string,
    fn: IFunction,
    when: { description: string; eventPattern?: object; scheduleExpression?: string },
  ) {
    const rule = new CfnRule(this, id, {
      ...when,
      targets: [
        {
          id: 'handler',
          arn: fn.functionArn,
          deadLetterConfig: { arn: this.dead.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
        },
      ],
    });
    letSend(this.dead, 'events.amazonaws.com', rule.attrArn);
    new CfnPermission(this, `${id}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: fn.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
  }
}
