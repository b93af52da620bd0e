/** Where ECS is called. */
export const ECS = { service: 'ecs', variable: 'ECS_URL' } as const;
