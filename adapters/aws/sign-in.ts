import type { SignIn } from '#app/board/sign-in';
import type { Deployed } from '#app/ports';
import { tokenVerifier } from './token-verifier.ts';

/** How people sign in at this deployment's board. */
export const signInOf = ({ pasted }: Pick<Deployed, 'pasted'>): SignIn =>
  pasted === undefined ? { by: 'nothing' } : { by: 'token', verify: tokenVerifier(pasted) };
