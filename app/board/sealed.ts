import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Bytes of the nonce and of the tag, as AES-GCM has them. */
const [NONCE, TAG] = [12, 16];
const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'refresh token', 32));

/** Encrypts a text so that only the keeper of the secret can read it: the table, whose rows are sealed, knows no more than its hash. */
export function sealed(secret: string, text: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

/** What was sealed; throws for what was not sealed with this secret. */
export function unsealed(secret: string, text: string): string {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, NONCE));
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
}
