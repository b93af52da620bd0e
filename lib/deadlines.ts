import { Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { KeyUses } from './keys.ts';
import { machineArn, nameOf } from './names.ts';
import { allow, narrowRole } from './role.ts';

/** The group of the one-shot schedules, and the role with which Scheduler starts the deadline machine, for schedules of this group only. */
export class Deadlines extends Construct {
  readonly groupName: string;
  readonly role: Role;

  constructor(product: Construct, id: string, { dead, keys }: { dead: Queue; keys: KeyUses }) {
    super(product, id);
    this.groupName = nameOf(product, 'deadlines');
    new CfnScheduleGroup(this, 'Group', { name: this.groupName });
    this.role = narrowRole(this, 'Role', {
      description: 'Lets EventBridge Scheduler start the deadline machine when a schedule fires.',
      service: 'scheduler.amazonaws.com',
      sourceArn: Stack.of(this).formatArn({
        service: 'scheduler',
        resource: 'schedule-group',
        resourceName: this.groupName,
      }),
      statements: [
        allow(['states:StartExecution'], [machineArn(product, 'deadline')]),
        allow(['sqs:SendMessage'], [dead.queueArn]),
        ...keys.fillsQueues,
      ],
    });
  }
}
