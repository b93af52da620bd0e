/** Where Systems Manager is called. */
export const SSM = { service: 'ssm', variable: 'SSM_URL' } as const;
