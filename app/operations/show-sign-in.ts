import * as z from 'zod';
import { SignInSchema } from '#app/sign-in/settings-schema';
import { json, operation } from '../api/operation.ts';

/** What a browser or the command line needs to sign a person in: nothing of it is secret. */
export const showSignIn = operation({
  name: 'showSignIn',
  method: 'get',
  path: '/v1/sign-in',
  role: 'anybody',
  summary: 'Say which issuer signs people in, and by which client',
  answers: {
    status: 200,
    description: 'How to sign in; null where tokens come from elsewhere',
    json: z.object({ signIn: SignInSchema.nullable() }),
  },
  run: ({ deployed: { signIn } }) => json({ signIn: signIn?.client === undefined ? null : signIn }),
  cli: { none: 'tocsin login asks for it' },
});
