import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidationException,
} from '@aws-sdk/client-sfn';
import { settings } from '#adapters/aws/environment';
import { executionArn as arnAmong, linkAmong, type MachineArns } from '#adapters/aws/links';
import { provides } from '#adapters/aws/provide';
import { sdk } from '#adapters/aws/sdk';
import type { Executions } from '#app/ports';
import { NotConfigured } from '#core/errors';
import type { MachineName } from '#core/machines';

const maxCause = 32_768;

/**
 * Executions, on Step Functions. Throws `NotConfigured` for a machine without an ARN.
 * AWS answers a start with the name and input of a running execution as if it had started it: `started` is true then.
 */
export function stepFunctions({ client, arns }: { client: SFNClient; arns: MachineArns }): Executions {
  const machineArn = (machine: MachineName) => {
    const arn = arns[machine];
    if (!arn) throw new NotConfigured(`environment: MACHINE_ARNS.${machine}`);
    return arn;
  };
  const executionArn = (machine: MachineName, name: string) => arnAmong(arns, machine, name);

  const status: Executions['status'] = async (machine, name) => {
    try {
      const found = await client.send(new DescribeExecutionCommand({ executionArn: executionArn(machine, name) }));
      // Waiting for its redrive, it will run on.
      return found.status === 'PENDING_REDRIVE' ? 'RUNNING' : found.status;
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  };

  return {
    status,
    async start(machine, name, input) {
      const start = new StartExecutionCommand({
        stateMachineArn: machineArn(machine),
        name,
        input: JSON.stringify(input),
      });
      try {
        await client.send(start);
        return { started: true };
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return { started: false };
        throw error;
      }
    },
    async stop(machine, name, cause) {
      const stop = new StopExecutionCommand({
        executionArn: executionArn(machine, name),
        cause: cause.slice(0, maxCause),
      });
      try {
        await client.send(stop);
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return;
        // The local engine says this of one that is over; AWS of what cannot be stopped.
        if (error instanceof ValidationException && (await status(machine, name)) !== 'RUNNING') return;
        throw error;
      }
    },
    link: linkAmong(arns),
  };
}

/** The executions of the machines that this handler's environment names. */
export const executionPorts = provides('executions', () =>
  stepFunctions({ client: new SFNClient(sdk), arns: settings('executions').MACHINE_ARNS }),
);
