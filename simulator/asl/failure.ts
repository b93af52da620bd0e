/** A state failed: `name` is the `Error` that Retry and Catch match, `reason` the `Cause`; a Fail state may give neither. */
export class StateFailure extends Error {
  override readonly name: string;
  readonly code: string | undefined;
  readonly reason: string | undefined;

  constructor(code: string | undefined, reason: string | undefined) {
    super(reason ?? code ?? '');
    this.name = code ?? '';
    this.code = code;
    this.reason = reason;
  }

  /** What the failure adds to a history event. */
  details(): { error?: string; cause?: string } {
    return {
      ...(this.code === undefined ? {} : { error: this.code }),
      ...(this.reason === undefined ? {} : { cause: this.reason }),
    };
  }

  /** What `$states.errorOutput` shows: both, empty where there is none. */
  output(): { Error: string; Cause: string } {
    return { Error: this.code ?? '', Cause: this.reason ?? '' };
  }
}

/** Thrown into whatever an execution or branch is doing when it is stopped; no Catch sees it. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export type RefusalName =
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'InvalidDefinition'
  | 'InvalidExecutionInput'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'StateMachineDoesNotExist'
  | 'TaskDoesNotExist'
  | 'TaskTimedOut';

/** Thrown when a call is refused; its name is that of the service's own exception. */
export class Refusal extends Error {
  override readonly name: RefusalName;

  constructor(name: RefusalName, message: string) {
    super(message);
    this.name = name;
  }
}
