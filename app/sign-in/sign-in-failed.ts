/** Thrown when a sign-in cannot begin or does not succeed; the message is for the person, `code` is the provider's own word for it. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly code: string | undefined;
  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}
