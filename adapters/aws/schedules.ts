import { ConflictException, CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { settings } from '#adapters/aws/environment';
import { provides } from '#adapters/aws/provide';
import { sdk } from '#adapters/aws/sdk';
import type { Schedules } from '#app/ports';
import { NotConfigured } from '#core/errors';

export interface SchedulerOptions {
  client: SchedulerClient;
  group: string;
  /** The state machine that a schedule starts, the role that may do so, and the queue for starts that failed for good. */
  targetArn: string;
  roleArn: string;
  dlqArn: string;
}

/** One-shot schedules, on EventBridge Scheduler: UTC, whole seconds (rounded down), deleted once they fired. */
export function eventBridgeSchedules({ client, group, targetArn, roleArn, dlqArn }: SchedulerOptions): Schedules {
  return {
    async set({ name, at, input }) {
      const schedule = new CreateScheduleCommand({
        Name: name,
        GroupName: group,
        ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: targetArn,
          RoleArn: roleArn,
          Input: JSON.stringify(input),
          DeadLetterConfig: { Arn: dlqArn },
          // Past an hour the sweeper has long done the work; firing later would be pointless.
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 60 },
        },
      });
      try {
        await client.send(schedule);
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
      }
    },
  };
}

/** The schedules that this handler's environment describes; they start the machine `deadline`. */
export const schedulePorts = provides('schedules', () => {
  const { MACHINE_ARNS, SCHEDULE_GROUP, SCHEDULE_ROLE_ARN, SCHEDULE_DLQ_ARN } = settings('schedules');
  if (!MACHINE_ARNS.deadline) throw new NotConfigured('environment: MACHINE_ARNS.deadline');
  return eventBridgeSchedules({
    client: new SchedulerClient(sdk),
    group: SCHEDULE_GROUP,
    targetArn: MACHINE_ARNS.deadline,
    roleArn: SCHEDULE_ROLE_ARN,
    dlqArn: SCHEDULE_DLQ_ARN,
  });
});
