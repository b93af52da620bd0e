/** Where CloudWatch Logs is called. */
export const LOGS = { service: 'logs', variable: 'LOGS_URL' } as const;
