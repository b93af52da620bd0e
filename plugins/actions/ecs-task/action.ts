import * as z from 'zod';
import { actFields } from '#core/playbook/mitigation';
import type { Named } from '#plugins/plugin';
import { actionPlugin, type Whole } from '../action.ts';
import { ECS, EcsName, EcsRoles, passing } from '../ecs.ts';

const Entry = z
  .strictObject({
    kind: z.literal('ecs-task'),
    ...actFields,
    cluster: EcsName.meta({ description: 'Name of the cluster, of the deployment’s own account and Region' }),
    task: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,255}(:[1-9]\d*)?$/, 'the family of a task definition, or family:revision')
      .meta({ description: 'Task definition that is run once: its family, with or without a revision' }),
    launchType: z
      .enum(['FARGATE', 'EC2', 'EXTERNAL'])
      .optional()
      .meta({ description: 'Where it runs; without it, as the cluster’s capacity providers say' }),
    network: z
      .strictObject({
        subnets: z
          .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'an id such as subnet-0a1b2c3d'))
          .min(1)
          .max(16),
        securityGroups: z
          .array(z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'an id such as sg-0a1b2c3d'))
          .max(5)
          .default([]),
        publicIp: z.boolean().default(false),
      })
      .optional()
      .meta({ description: 'Subnets and security groups, which tasks of network mode awsvpc need' }),
    container: EcsName.optional().meta({
      description: 'The container that is given `parameters` as environment variables, and `command`',
    }),
    command: z.array(z.string()).min(1).max(50).optional().meta({ description: 'In place of the container’s own' }),
    roles: EcsRoles.meta({
      description:
        'Names of the roles that the task definition has (task role, execution role): the functions that run actions may pass them to ECS tasks, and nothing else',
    }),
  })
  .refine(
    ({ container, command, parameters }) =>
      container !== undefined || (command === undefined && Object.keys(parameters).length === 0),
    {
      path: ['container'],
      message: '`parameters` and `command` are given to a container: name it',
    },
  )
  .refine(({ command = [], parameters }) => JSON.stringify([command, parameters]).length <= 7_000, {
    path: ['parameters'],
    message: 'ECS takes 8,192 characters of overrides',
  });
export type EcsTaskAct = Whole<z.infer<typeof Entry>>;

const act: z.input<typeof Entry> = {
  kind: 'ecs-task',
  cluster: 'shop',
  task: 'drain-queue',
  container: 'app',
  parameters: { QUEUE: 'orders', MOST: 500 },
};
const familyOf = (task: string): string => task.replace(/:\d+$/, '');
const definitionOf = (task: string): Named => ({
  service: 'ecs',
  name: `task-definition/${task === familyOf(task) ? `${task}:*` : task}`,
});

/** A task of ECS that is run once to its end, at most once a key, and stopped when its time is over. */
export const ecsTask = actionPlugin({
  kind: 'ecs-task',
  title: 'ECS task',
  schema: Entry,
  references: () => [],
  needs: () => ({}),
  target: ({ cluster, task }) => `${cluster}/${familyOf(task)}`,
  aws: [ECS],
  rights: [],
  rightsOf: ({ cluster, task, roles }) => [
    {
      actions: ['ecs:RunTask'],
      named: [definitionOf(task)],
      conditions: { ArnLike: { 'ecs:cluster': `arn:*:ecs:*:*:cluster/${cluster}` } },
      because: 'The wildcard covers revisions of the task definition that the playbook names.',
    },
    {
      actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
      named: [{ service: 'ecs', name: `task/${cluster}/*` }],
      because: 'The wildcard covers tasks, whose ids the service chooses, of the cluster that the playbook names.',
    },
    ...passing(roles),
  ],
  environment: ({ endpoints }) => ({ ECS_URL: endpoints['ecs'] }),
  load: () => import('./run.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      act,
      name: 'drain-queue',
      effect: { seconds: 0 },
      ended: { status: 'succeeded', output: 'app exited with 0' },
      reaches: { parameters: { QUEUE: 'orders', MOST: '500' } },
    },
    {
      act: {
        kind: 'ecs-task',
        cluster: 'shop',
        task: 'migrate:7',
        container: 'app',
        command: ['migrate', '--all'],
        launchType: 'FARGATE',
        network: { subnets: ['subnet-0a1b2c3d'] },
        roles: ['shop/migrate'],
      },
      name: 'migrate',
      effect: { seconds: 0, fails: true },
      ended: {
        status: 'failed',
        output: 'EssentialContainerExited: Essential container in task exited; app exited with 1',
      },
      reaches: { parameters: {} },
    },
  ],
});
