import * as z from 'zod';
import { actFields } from '#core/playbook/mitigation';
import { Id } from '#core/playbook/words';
import { actionPlugin, type Whole } from '../action.ts';

const Entry = z.strictObject({
  kind: z.literal('lambda'),
  ...actFields,
  /** The name under which the app gives the function. */
  function: Id,
});
export type LambdaAct = Whole<z.infer<typeof Entry>>;

const act = { kind: 'lambda', function: 'failover', parameters: { to: 'b' } } as const;

/**
 * An action by a Lambda function. What it must do: called with `{key, incidentId, parameters}` it returns `{status, handle?, output?}`,
 * the same for the same key; while `running`, called with `{handle, incidentId, parameters}` it returns the present state. A thrown
 * error is `failed` (docs/kubernetes.md).
 */
export const lambda = actionPlugin({
  kind: 'lambda',
  title: 'Lambda function',
  schema: Entry,
  references: () => [],
  needs: ({ function: name }) => ({ functions: [name] }),
  target: ({ function: name }) => name,
  rights: [{ actions: ['lambda:InvokeFunction'], resources: 'runbook-functions' }],
  environment: () => ({}),
  load: () => import('./run.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    { act, name: 'failover', effect: { seconds: 0 }, ended: { status: 'succeeded', output: 'failover is done' } },
    {
      act: { ...act, function: 'drain', parameters: {} },
      name: 'drain',
      effect: { seconds: 0, fails: true },
      ended: { status: 'failed', output: 'drain did not work' },
    },
  ],
});
