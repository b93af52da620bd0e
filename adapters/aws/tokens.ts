import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { provides } from '#adapters/aws/provide';
import { sdk } from '#adapters/aws/sdk';
import type { Tokens } from '#app/ports';

const answered = async (answer: Promise<unknown>) => {
  try {
    await answer;
    return true;
  } catch (error) {
    if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
      return false;
    throw error;
  }
};

/** Answers to task tokens, on Step Functions; an error's name is cut at 256 characters, its cause at 32,768, as Step Functions demands. */
export function taskTokens({ client }: { client: SFNClient }): Tokens {
  return {
    succeed: (taskToken, output) =>
      answered(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
    fail: (taskToken, error, cause) =>
      answered(
        client.send(
          new SendTaskFailureCommand({ taskToken, error: error.slice(0, 256), cause: cause.slice(0, 32_768) }),
        ),
      ),
  };
}

/** Task tokens, wherever the environment's endpoint is. */
export const tokenPorts = provides('tokens', () => taskTokens({ client: new SFNClient(sdk) }));
