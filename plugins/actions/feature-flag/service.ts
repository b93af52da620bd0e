/** Where AppConfig is called. */
export const APPCONFIG = { service: 'appconfig', variable: 'APPCONFIG_URL' } as const;
