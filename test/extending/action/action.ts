import * as z from 'zod';
import { actFields } from '#core/playbook/mitigation';
import { actionPlugin } from '#plugins/actions/action';

const Entry = z.strictObject({
  kind: z.literal('failover'),
  ...actFields,
  machine: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:failover-[\w-]{1,60}$/,
      'expected the ARN of a state machine whose name begins with failover-',
    ),
});
export type FailoverAct = z.infer<typeof Entry>;

const machine = (name: string) => `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`;
const because = 'Runbooks name the machine; only those that a team calls failover-… are meant for them.';

/**
 * A failover that the team keeps as a state machine of its own. It is started with `{key, incidentId, parameters}`, once a key; its output,
 * or the cause of its failure, goes to the timeline.
 */
export const failover = actionPlugin({
  kind: 'failover',
  title: 'Failover',
  schema: Entry,
  references: () => [],
  needs: () => ({}),
  target: (entry) => entry.machine,
  rights: [
    { actions: ['states:StartExecution'], resources: { service: 'states', name: 'stateMachine:failover-*' }, because },
    {
      actions: ['states:DescribeExecution'],
      resources: { service: 'states', name: 'execution:failover-*:*' },
      because,
    },
  ],
  environment: ({ endpoints }) => ({ FAILOVER_URL: endpoints['failover'] }),
  load: () => import('./run.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      act: { kind: 'failover', machine: machine('failover-shop'), parameters: { to: 'b' } },
      name: 'failover-shop',
      effect: { seconds: 0 },
      ended: { status: 'succeeded', output: 'failover-shop is done' },
    },
    {
      act: { kind: 'failover', machine: machine('failover-cache') },
      name: 'failover-cache',
      effect: { seconds: 0, fails: true },
      ended: { status: 'failed', output: 'failover-cache did not work' },
    },
  ],
});
