/** Thrown by a task whose run, cycle, phase or visit is over: the machine leaves by its `Superseded` state. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Thrown when a payload does not fit its schema: the fault is the caller's and a retry cannot help. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
}

/** Thrown by the clock's task when a deadline comes more than 2 s early: ask again in a second. */
export class TooEarly extends Error {
  override readonly name = 'TooEarly';
}

/** Thrown by the task that looks at a running action: the machine looks again, later each time. */
export class StillRunning extends Error {
  override readonly name = 'StillRunning';
}

/** Thrown by the table when a condition did not hold; `reasons` has one entry for each write, `undefined` where that one was fine. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reasons: ('condition' | 'conflict' | undefined)[];
  constructor(reasons: ('condition' | 'conflict' | undefined)[]) {
    super(`write refused: ${reasons.map((r) => r ?? 'ok').join(', ')}`);
    this.reasons = reasons;
  }
}

/** Thrown when what a write was decided on (a version, an id, the holder of a target) changed more often than it is tried again. */
export class Contended extends Error {
  override readonly name = 'Contended';
}

/** Thrown when an id is not known. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** Thrown when a command makes no sense in the incident's present state (acknowledging what is closed, a question that is not open). */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** Thrown by a channel, check or action when nothing can have been delivered (refused connection, 5xx before acceptance). */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Thrown when a request was sent and no answer came: it may have been accepted. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Thrown when the provider asks for patience; nothing was delivered. */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Thrown when the provider says that this message will never go (bad address, bad format, revoked key). */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}

/** Thrown when a secret or setting that is needed has not been given. */
export class NotConfigured extends Error {
  override readonly name = 'NotConfigured';
}

/** Whether an error of a channel, check or action rules out that anything was delivered or started. */
export const isRefusal = (error: unknown): error is Unreachable | RateLimited | Undeliverable | NotConfigured =>
  error instanceof Unreachable ||
  error instanceof RateLimited ||
  error instanceof Undeliverable ||
  error instanceof NotConfigured;

/** Thrown when a provider tells of a page that a worker is still sending: the queue brings it back when that is stored. */
export class ReceiptTooEarly extends Error {
  override readonly name = 'ReceiptTooEarly';
}

/** Thrown when a page has been given up: the queue brings it back until it is a dead letter, which an alarm watches. */
export class PageNotDelivered extends Error {
  override readonly name = 'PageNotDelivered';
}

/** Thrown when a message has been given up: the queue brings it back until it is a dead letter, which an alarm watches. */
export class MessageNotDelivered extends Error {
  override readonly name = 'MessageNotDelivered';
}

/** Thrown at the end of a sweep in which an item failed: Lambda counts it, and an alarm watches that count. */
export class SweepFailed extends Error {
  override readonly name = 'SweepFailed';
}
