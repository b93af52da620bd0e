import { randomBytes, randomInt } from 'node:crypto';
import { TOKEN_LENGTH } from '#core/message/link';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A fresh token of 22 characters `[A-Za-z0-9]`: 131 random bits. */
export const newToken = (): string =>
  Array.from({ length: TOKEN_LENGTH }, () => alphabet[randomInt(alphabet.length)]).join('');

/** A fresh id of 22 characters `[A-Za-z0-9_-]`: 16 random bytes, hard to guess. */
export const newId = (): string => randomBytes(16).toString('base64url');
