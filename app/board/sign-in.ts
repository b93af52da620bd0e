/** The claims of a token whose signature, issuer, audience and time are right. */
export type Claims = Readonly<Record<string, unknown>> & { exp: number };

/**
 * How people sign in at the board of a deployment: by a token that they paste, as on this machine, or not at all. Whatever way is
 * added ends in claims that the function itself has verified, for `openSession`.
 */
export type SignIn = { by: 'token'; verify(token: string): Promise<Claims | undefined> } | { by: 'nothing' };
