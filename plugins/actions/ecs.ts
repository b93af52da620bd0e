import * as z from 'zod';

/** Where ECS is called. */
export const ECS = { service: 'ecs', variable: 'ECS_URL' } as const;

/** The name of a cluster, a service or a family of task definitions. */
export const EcsName = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, '1 to 255 of A-Z a-z 0-9 _ -');

const RoleName = z.string().regex(/^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, 'the name of a role, with its path');
/** The roles of a task definition: task role and execution role. */
export const EcsRoles = z.array(RoleName).max(2).default([]);

/** Roles that may be passed to ECS tasks, and to nothing else; no right where there are none. */
export const passing = (roles: readonly string[]) =>
  roles.length === 0
    ? []
    : [
        {
          actions: ['iam:PassRole'],
          named: roles.map((role) => ({ service: 'iam', name: `role/${role}`, region: '' as const })),
          conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        },
      ];
