/** Exit codes of the CLI. */
export const exit = { ok: 0, failure: 1, usage: 2, invalid: 3, notFound: 4, conflict: 5 } as const;

/** Thrown when a command ends with something other than success; its message goes to stderr. */
export class Ends extends Error {
  override readonly name = 'Ends';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
