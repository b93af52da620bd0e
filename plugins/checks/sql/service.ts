/** Where the RDS Data API is called. */
export const RDS_DATA = { service: 'rds-data', variable: 'RDS_DATA_URL' } as const;
