import { Refusal, StateFailure } from '#simulator/asl/failure';
import { jsonOf, overTheWire, tooLarge } from '#simulator/asl/payload';

/** A task that waits for its token. */
export interface Waiting {
  succeed(output: unknown): void;
  fail(failure: StateFailure): void;
  beat(): void;
}

/** The task tokens given out: the first answer wins, and one that is over says so. */
export class Tokens {
  readonly #waiting = new Map<string, Waiting>();
  readonly #over = new Set<string>();
  #issued = 0;

  /** A token that says nothing and is not guessed from another. */
  issue(random: () => number): string {
    const noise = Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 32).toString(36)).join('');
    return `AQC${Buffer.from(`${++this.#issued}.${noise}`).toString('base64url')}`;
  }

  open(token: string, waiting: Waiting): () => void {
    this.#waiting.set(token, waiting);
    return () => this.#close(token);
  }

  succeed(token: string, output: unknown): void {
    const waiting = this.#of(token);
    if (tooLarge(jsonOf(output))) throw new Refusal('InvalidOutput', 'The output is longer than 262144 bytes');
    this.#close(token);
    waiting.succeed(overTheWire(output));
  }

  fail(token: string, error: string | undefined, cause: string | undefined): void {
    const waiting = this.#of(token);
    this.#close(token);
    waiting.fail(new StateFailure(error, cause));
  }

  beat(token: string): void {
    this.#of(token).beat();
  }

  #close(token: string): void {
    if (this.#waiting.delete(token)) this.#over.add(token);
  }

  #of(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting !== undefined) return waiting;
    if (this.#over.has(token))
      throw new Refusal('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    if (/^AQC[\w-]+$/.test(token)) throw new Refusal('TaskDoesNotExist', 'Task does not exist');
    throw new Refusal('InvalidToken', `Invalid Token: '${token}'`);
  }
}
