import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';
import { parsedJson } from '#core/json';
import type { ActionPorts, Runner } from '#plugins/actions/action';
import { outputText } from '#plugins/actions/output';
import { sent, statusOf } from '#plugins/sdk-error';
import type { FailoverAct } from './action.ts';
import { executionName } from './execution-name.ts';

const Environment = z.object({ FAILOVER_URL: z.string().optional() });

/** Starts failovers by the name of their key, and looks at them. */
export const connect = ({ aws, env }: ActionPorts): Runner<FailoverAct> => {
  const { FAILOVER_URL: endpoint } = Environment.parse(env);
  const client = new SFNClient({ ...aws, ...(endpoint === undefined ? {} : { endpoint }) });
  return {
    async start(key, { machine, parameters }, incidentId) {
      const name = executionName(key);
      const input = JSON.stringify({ key, incidentId, parameters });
      try {
        await sent('Step Functions', client.send(new StartExecutionCommand({ stateMachineArn: machine, name, input })));
      } catch (error) {
        // a service that fails may have started it before it failed
        if (error instanceof Unreachable && statusOf(error.cause) !== undefined)
          throw new NoAnswer(error.message, { cause: error });
        // what ran under this key has ended: its end is looked at
        if (!(error instanceof Undeliverable && error.cause instanceof ExecutionAlreadyExists)) throw error;
      }
      return { handle: `${machine.replace(':stateMachine:', ':execution:')}:${name}` };
    },

    async look(_, executionArn) {
      const answer = await sent('Step Functions', client.send(new DescribeExecutionCommand({ executionArn })));
      const { status, output = '', error, cause } = answer;
      switch (status) {
        case 'RUNNING':
        case 'PENDING_REDRIVE':
          return { status: 'running' };
        case 'SUCCEEDED':
          return { status: 'succeeded', output: outputText(parsedJson(output)) };
        case 'FAILED':
        case 'TIMED_OUT':
        case 'ABORTED':
          return { status: 'failed', output: outputText(cause ?? error ?? status) };
        case undefined:
          throw new NoAnswer('Step Functions answers without a status');
      }
    },
  };
};
