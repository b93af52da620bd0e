import { createHash } from 'node:crypto';
import { TOKEN_LENGTH } from '#core/message/link';

const form = new RegExp(`^([A-Za-z0-9]{${TOKEN_LENGTH}})(?:[^A-Za-z0-9_-].*)?$`, 's');

/** The token of a path's last part; what mail programs and people put behind it (a full stop, a bracket, a quote) is left out. */
export const tokenIn = (part: string): string | undefined => form.exec(part)?.[1];

/** What is stored of a token: nobody who reads the table can open the link. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
