import * as z from 'zod';
import { actFields } from '#core/playbook/mitigation';
import { actionPlugin, type Whole } from '../action.ts';
import { ECS, EcsName, EcsRoles, passing } from '../ecs.ts';
import { Count, changesOf, faultOf, Revision } from './wanted.ts';

const Entry = z
  .strictObject({
    kind: z.literal('ecs-service'),
    ...actFields,
    cluster: EcsName.meta({ description: 'Name of the cluster, of the deployment’s own account and Region' }),
    service: EcsName.meta({
      description:
        'Name of the service that is changed: one of `desiredCount`, `taskDefinition`, `forceNewDeployment`. The first two may stand in `parameters`, to be what the incident says',
    }),
    desiredCount: Count.optional().meta({ description: 'How many tasks it is to have' }),
    taskDefinition: Revision.optional().meta({
      description: 'The revision that it is to run, such as the last good one: family:revision',
    }),
    forceNewDeployment: z.literal(true).optional().meta({
      description: 'Replaces all of its tasks by new ones of the same revision',
    }),
    roles: EcsRoles.meta({
      description:
        'Names of the roles that the task definition has (task role, execution role): the functions that run actions may pass them to ECS tasks, and nothing else',
    }),
  })
  .superRefine(({ parameters, ...said }, ctx) => {
    for (const [name, value] of Object.entries(parameters)) {
      const fault = faultOf(name, value);
      if (fault !== undefined) ctx.addIssue({ code: 'custom', path: ['parameters', name], message: fault });
    }
    if (changesOf(said, parameters) !== 1)
      ctx.addIssue({
        code: 'custom',
        path: ['service'],
        message: 'one change of the service: desiredCount, taskDefinition or forceNewDeployment',
      });
  });
export type EcsServiceAct = Whole<z.infer<typeof Entry>>;

const of = { kind: 'ecs-service', cluster: 'shop' } as const;

/** A service of ECS whose number of tasks, revision or tasks themselves are changed once a key, until it is steady or its deployment has failed. */
export const ecsService = actionPlugin({
  kind: 'ecs-service',
  title: 'ECS service',
  schema: Entry,
  references: () => [],
  needs: () => ({}),
  target: ({ cluster, service }) => `${cluster}/${service}`,
  aws: [ECS],
  rights: [],
  rightsOf: ({ cluster, service, forceNewDeployment, roles }) => [
    {
      actions: [
        'ecs:DescribeServices',
        'ecs:UpdateService',
        ...(forceNewDeployment === undefined ? [] : ['ecs:TagResource']),
      ],
      named: [{ service: 'ecs', name: `service/${cluster}/${service}` }],
    },
    ...passing(roles),
  ],
  environment: ({ endpoints }) => ({ ECS_URL: endpoints['ecs'] }),
  load: () => import('./run.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      act: { ...of, service: 'web', taskDefinition: 'web:41', roles: ['shop/web'] },
      name: 'web',
      effect: { seconds: 0 },
      ended: { status: 'succeeded', output: 'web runs web:41: 2 of 2 tasks' },
      reaches: { parameters: { taskDefinition: 'web:41' } },
    },
    {
      act: { ...of, service: 'worker', parameters: { desiredCount: 6 } },
      name: 'worker',
      effect: { seconds: 0 },
      ended: { status: 'succeeded', output: 'worker has 6 of 6 tasks' },
      reaches: { parameters: { desiredCount: 6 } },
    },
    {
      act: { ...of, service: 'search', forceNewDeployment: true },
      name: 'search',
      effect: { seconds: 0, fails: true },
      ended: { status: 'failed', output: 'the deployment of search:1 FAILED: tasks failed to start.' },
      reaches: { parameters: { forceNewDeployment: true } },
    },
  ],
});
