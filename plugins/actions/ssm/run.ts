import { createHash } from 'node:crypto';
import * as z from 'zod';
import { NoAnswer } from '#core/errors';
import { AwsRefused, asLook, awsJson } from '#plugins/aws-json';
import type { ActionPorts, Runner } from '../action.ts';
import { outputText } from '../output.ts';
import type { SsmAct } from './action.ts';

const Started = z.looseObject({ AutomationExecutionId: z.string().min(1) });
const Look = z.looseObject({
  AutomationExecution: z.looseObject({
    AutomationExecutionStatus: z.string(),
    FailureMessage: z.string().optional(),
    Outputs: z.record(z.string(), z.array(z.string())).optional(),
  }),
});
const succeeded = ['Success', 'CompletedWithSuccess'];
const failed = [
  'Failed',
  'TimedOut',
  'Cancelled',
  'Rejected',
  'ChangeCalendarOverrideRejected',
  'CompletedWithFailure',
];
const running = [
  'Pending',
  'InProgress',
  'Waiting',
  'Cancelling',
  'Scheduled',
  'RunbookInProgress',
  'PendingApproval',
  'Approved',
  'PendingChangeCalendarOverride',
  'ChangeCalendarOverrideApproved',
];

/** A key in the form that the service wants of its tokens, a UUID: the same for the same key. */
export function tokenOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** Starts Automations, looks at them, and stops those whose time is over. */
export const connect = (ports: ActionPorts): Runner<SsmAct> => {
  const call = awsJson({ service: 'ssm', prefix: 'AmazonSSM', title: 'Systems Manager', variable: 'SSM_URL' }, ports);
  return {
    async start(key, { document, version, parameters, lists = {} }) {
      const values = Object.entries(parameters).map(([name, value]) => [name, [String(value)]] as const);
      try {
        const { AutomationExecutionId: handle } = await call(
          'StartAutomationExecution',
          {
            DocumentName: document,
            ...(version !== undefined && { DocumentVersion: version }),
            Parameters: { ...Object.fromEntries(values), ...lists },
            ClientToken: tokenOf(key),
          },
          Started,
        );
        return { handle };
      } catch (error) {
        // the token was used: something was started under this key, though not by this very call
        if (error instanceof AwsRefused && error.error.startsWith('IdempotentParameterMismatch'))
          throw new NoAnswer(error.message, { cause: error });
        throw error;
      }
    },
    async look(_, handle) {
      const look = asLook(call('GetAutomationExecution', { AutomationExecutionId: handle }, Look));
      const { AutomationExecutionStatus: status, FailureMessage, Outputs } = (await look).AutomationExecution;
      if (running.includes(status)) return { status: 'running' };
      if (succeeded.includes(status)) return { status: 'succeeded', output: outputText(Outputs) };
      if (!failed.includes(status)) throw new NoAnswer(`Systems Manager: the Automation is ${status}`);
      return {
        status: 'failed',
        output: outputText([status, FailureMessage].filter((one) => one !== undefined).join(': ')),
      };
    },
    async stop(_, handle) {
      await call('StopAutomationExecution', { AutomationExecutionId: handle, Type: 'Cancel' }, z.unknown());
    },
  };
};
