import { randomBytes } from 'node:crypto';

/** A fresh id of 22 characters `[A-Za-z0-9_-]`: 16 random bytes, hard to guess. */
export const newId = (): string => randomBytes(16).toString('base64url');
