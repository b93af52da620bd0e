import { createHash } from 'node:crypto';

/** The name of a key's execution: Step Functions starts no second one of that name, and takes 80 characters. */
export const executionName = (key: string): string => createHash('sha256').update(key).digest('hex');
