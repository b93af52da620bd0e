import * as z from 'zod';
import type { SignInSettings } from './settings.ts';

const text = z.string().min(1);

/** What stands of it in files and answers, checked. The type has a file of its own, for the package's declarations know no zod. */
export const SignInSchema: z.ZodType<SignInSettings> = z.strictObject({
  issuer: text,
  audience: z.array(text).min(1),
  token: z.enum(['access', 'id']),
  roleClaim: z.array(text).min(1),
  client: z
    .strictObject({
      id: text,
      scopes: z.array(text).min(1),
      parameters: z.record(text, z.string()),
      ports: z.array(z.int().min(1024).max(65535)).min(1),
    })
    .optional(),
});
