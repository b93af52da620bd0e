import type { Ports } from '#app/ports';
import { machines } from '#core/machines';
import type { Executions } from './asl/executions.ts';
import { arnOf, executionArn } from './machines.ts';

/** Starts, looks at and stops executions of the runner by the names that the product gives them. */
export const executionPort = (executions: Executions): Ports['executions'] => ({
  async start(machine, name, input) {
    try {
      await executions.start(arnOf(machine), name, input);
      return { started: true };
    } catch (error) {
      if (isNamed(error, 'ExecutionAlreadyExists')) return { started: false };
      throw error;
    }
  },
  async status(machine, name) {
    if (!machines.includes(machine)) return undefined;
    try {
      return (await executions.describe(executionArn(machine, name))).status;
    } catch (error) {
      if (isNamed(error, 'ExecutionDoesNotExist')) return undefined;
      throw error;
    }
  },
  async stop(machine, name, cause) {
    try {
      await executions.stop(executionArn(machine, name), cause);
    } catch (error) {
      if (!isNamed(error, 'ExecutionDoesNotExist')) throw error;
    }
  },
  link: (machine, name) => `https://console/${machine}/${name}`,
});

/** Answers task tokens of the runner; false where nobody waits for the token any more. */
export const tokenPort = (executions: Executions): Ports['tokens'] => ({
  succeed: (token, output) => answered(() => executions.sendTaskSuccess(token, output)),
  fail: (token, error, cause) => answered(() => executions.sendTaskFailure(token, error, cause)),
});

async function answered(send: () => Promise<void>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken')) return false;
    throw error;
  }
}

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);
